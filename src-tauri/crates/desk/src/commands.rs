//! The one list of commands between the window and the core.
//!
//! Each line gives name, arguments, answer and handler. The dispatcher, the TypeScript client and the tests are
//! all written from it, so a command that one side lacks does not compile. Answers of `bytes` commands are
//! pictures and documents; they never travel as JSON.

/// Hands the list to another macro.
macro_rules! with_commands {
    ($then:ident) => {
        $then! {
            json {
                /// What the window asks first.
                status(Nothing) -> Status = session::status;
                /// First start: makes the store, the counter, the first administrator, and signs in.
                set_up(SetUp) -> Status = session::set_up;
                /// Signs in.
                sign_in(SignIn) -> Status = session::sign_in;
                /// Signs out and locks: the store is closed, key sessions end, drafts are kept.
                sign_out(Nothing) -> Status = session::sign_out;
                /// Changes one's own password.
                change_password(ChangePassword) -> Done = session::change_password;

                /// The board.
                board(Nothing) -> Board = board::board;
                /// Cases and returning units by barcode, number, code, name, pinyin initials, phone, key serial.
                look_up(LookUp) -> Vec<Hit> = board::look_up;
                /// A list of cases.
                list_cases(ListCases) -> Vec<CaseRow> = board::list_cases;

                /// Projects to choose from.
                projects(Nothing) -> Vec<ProjectInfo> = intake::projects;
                /// Opens a draft.
                open_case(OpenCase) -> CaseView = intake::open;
                /// A case with everything that follows from its content.
                get_case(ById) -> CaseView = intake::get;
                /// Saves what changed. A save of an older revision is refused with `case-changed-elsewhere`.
                save_case(SaveCase) -> CaseView = intake::save;
                /// Gives a case up.
                abandon_case(Abandon) -> CaseView = intake::abandon;
                /// The audit trail of a case in words.
                audit_of_case(ById) -> Vec<AuditLine> = intake::audit;
                /// Prints, hand-over sheets, requests, certificates of a case.
                documents(ById) -> Vec<DocumentLine> = paper::documents;

                /// Opens a document, a scanned page or a sample to be looked at in the window; who looked is on record.
                look_at(LookAt) -> Look = looking::look_at;
                /// Prints what was opened with `lookAt`.
                print_look(LookAt) -> Printed = looking::print_look;
                /// Saves a stored document into the print folder and says where.
                save_document(ById) -> Done = paper::save_document;

                /// Lays out all forms of a case.
                preview(ById) -> Preview = paper::preview;
                /// Prints the forms of a case.
                print(Print) -> Printed = paper::print;
                /// Asks the printing system what became of the prints of a case that are under way.
                follow_prints(ById) -> CaseView = printing::follow;
                /// A person says whether a print came out.
                confirm_print(ConfirmPrint) -> CaseView = printing::confirm;
                /// The slip for the customer: what to bring, where, when, how to pay.
                print_slip(ById) -> Printed = paper::print_slip;

                /// Scanners that SANE knows.
                scanners(Nothing) -> Vec<Scanner> = scanning::scanners;
                /// What a scanner offers: sources, colours, resolutions.
                scanner_options(AboutScanner) -> ScannerOptions = scanning::scanner_options;
                /// Starts a stack on the scanner, or one sheet where nothing is fed.
                start_scan(StartScan) -> Done = scanning::start_scan;
                /// Waits for the next page of the running stack; its pages are still to be read.
                next_scanned(Nothing) -> Scanned = scanning::next_scanned;
                /// Stops the running stack; what has come stays.
                stop_scan(Nothing) -> Done = scanning::stop_scan;
                /// Cameras that the system offers.
                cameras(Nothing) -> Vec<Camera> = scanning::cameras;
                /// Opens a camera; its frames are `cameraFrame`.
                open_camera(OpenCamera) -> Done = scanning::open_camera;
                /// Lets the camera go.
                close_camera(Nothing) -> Done = scanning::close_camera;
                /// Keeps the next frame as a page; it is still to be read.
                capture(Capture) -> Imported = scanning::capture;
                /// Finds out what a page of the tray is, and files it when that is certain.
                read_page(ById) -> PageLine = scanning::read_page;
                /// Takes over what has arrived in the watched folder; its pages are still to be read.
                poll_watch_folder(Nothing) -> Imported = scanning::poll_watch_folder;
                /// Pages that wait for the clerk.
                tray(Nothing) -> Vec<PageLine> = scanning::tray;
                /// Pages of a case.
                pages_of_case(ById) -> Vec<PageLine> = scanning::pages_of_case;
                /// Files a page by hand.
                file_page(FilePage) -> PageLine = scanning::file_page;
                /// Puts a page aside (kept, but counted no more).
                discard_page(ById) -> PageLine = scanning::discard_page;
                /// Back into the tray.
                unfile_page(ById) -> PageLine = scanning::unfile_page;
                /// Writes the scans of a case as the authority's site takes them.
                export_uploads(ById) -> Uploads = scanning::export_uploads;
                /// Seal samples of a case.
                samples(ById) -> Vec<SampleLine> = samples::samples;
                /// Chooses, accepts or rejects a sample.
                decide_sample(DecideSample) -> Vec<SampleLine> = samples::decide;
                /// Crops, turns or colours a sample; the sample as it was cut is kept.
                edit_sample(EditSample) -> Vec<SampleLine> = samples::edit;
                /// Saves a sample's picture into the print folder, in the formats the authority takes, and says where.
                save_sample(SaveSample) -> Done = samples::save;

                /// Sends a case to the second check.
                submit(ById) -> CaseView = review::submit;
                /// Opens a case for the second check.
                review(ById) -> ReviewView = review::open;
                /// Sets or takes back a verdict.
                set_verdict(SetVerdict) -> ReviewView = review::set_verdict;
                /// Signs off.
                approve(Approve) -> CaseView = review::approve;
                /// Sends back with reasons.
                return_case(ReturnCase) -> CaseView = review::send_back;

                /// What is plugged in; asked by case, so that its own key is told from others (`id` 0: none).
                tokens(ById) -> Tokens = key_presence::tokens;
                /// Waits a moment for a reader or a card to come or go, and tells how the readers are then.
                plugged(Readers) -> Readers = key_readers::plugged;
                /// Records that a key with something on it may be wiped for a case.
                decide_key(DecideKey) -> Tokens = key_presence::decide_key;
                /// The SO PIN or PUK of a key, told once under four eyes.
                show_so_pin(ShowSoPin) -> SoPinShown = so_pin::show;
                /// The stock of blank keys, with the day's moves.
                stock(Nothing) -> Stock = key_stock::stock;
                /// Takes a box of blank keys into the stock.
                stock_in(StockIn) -> Stock = key_stock::stock_in;
                /// Marks a key of the stock as damaged, destroyed, or back in its box.
                stock_mark(StockMark) -> Stock = key_stock::stock_mark;
                /// Counts the stock at the end of the day.
                stock_close(StockClose) -> Stock = key_stock::stock_close;
                /// Cases waiting at the key desk.
                key_queue(Nothing) -> KeyQueue = keys::queue;
                /// All keys waiting to be made, one after the other, and what was finished today.
                key_tray(Nothing) -> KeyTray = key_tray::tray;
                /// Leaves a key of the tray for later, with the reason.
                skip_key(SkipJob) -> KeyTray = key_tray::skip;
                /// A case at the key desk.
                key_desk(ById) -> KeyDesk = keys::desk;
                /// Takes the next step of a key job.
                key_go(KeyGo) -> KeyWent = key_steps::go;
                /// Writes one package with the requests of all waiting jobs of a case again.
                export_again(ById) -> KeyWent = key_exchange::export_again;
                /// Writes the requests of all cases that wait for the CA again, one package for each project.
                export_all(Nothing) -> Exported = key_exchange::export_all;
                /// Takes all answers of the CA that lie in a folder, whatever cases they are for.
                import_folder(ImportFolder) -> Answers = key_answers::import_folder;
                /// What waits to be told to the CA for revocation or suspension.
                revocations(Nothing) -> Revocations = revocations::revocations;
                /// Writes what waits as signed lists for the CA.
                export_revocations(Nothing) -> Revocations = revocations::export;
                /// Practice store only: the training CA answers the request of a job.
                training_issue(ById) -> KeyWent = key_exchange::training_issue;

                /// Prints the PIN letter of a new key; a second time only by right.
                print_pin_letter(PinLetter) -> KeyDesk = pin_letter::print;
                /// What will be handed over.
                hand_over_view(ById) -> HandOverView = hand_over::view;
                /// What still stands in the way of a hand-over as filled in so far; changes nothing.
                check_hand_over(HandOver) -> HandOverChecked = hand_over::check;
                /// Sets the customer's PINs, closes the case, prints the sheet.
                hand_over(HandOver) -> HandOverView = hand_over::hand_over;
                /// Prints the stored sheet of a case that was handed over once more.
                print_hand_over_sheet(ById) -> HandOverView = hand_over::print_sheet;

                /// Everything on the settings screen.
                settings(Nothing) -> Settings = settings::get;
                /// The projects at hand, their agreements, and folders that could not be used.
                installed(Nothing) -> Installed = installed::get;
                /// An installed text of an agreement.
                agreement_text(ById) -> AgreementText = installed::text;
                /// Installs the authority's current text of an agreement.
                install_agreement(InstallAgreement) -> Installed = installed::install;
                /// Puts down why a project's contracts may be printed without their articles today.
                permit_printing(PermitPrinting) -> Installed = articles::permit;

                /// Saves the counter's own data.
                save_counter(Counter) -> Settings = settings::save_counter;
                /// Saves devices and folders.
                save_devices(Devices) -> Settings = settings::save_devices;
                /// Adds an account.
                add_account(AddAccount) -> Settings = settings::add_account;
                /// Changes an account.
                edit_account(EditAccount) -> Settings = settings::edit_account;
                /// Backs the store up and proves the copy.
                back_up(BackUp) -> Done = settings::back_up;
                /// Checks the store: pages, foreign keys, audit chain, attachments.
                verify_store(Nothing) -> Done = settings::verify_store;
            }
            bytes {
                /// A page of a form as PNG, laid out with the present content.
                preview_page(PreviewPage) = paper::preview_page;
                /// A stored document.
                document(ById) = paper::document;
                /// A page of what was opened with `lookAt`.
                look_page(LookPage) = looking::look_page;
                /// A scanned page as JPEG, scaled down.
                page_picture(PagePicture) = scanning::page_picture;
                /// The next frame of the open camera as JPEG.
                camera_frame(Nothing) = scanning::camera_frame;
                /// The small picture of a scanned page as JPEG.
                page_thumb(ById) = scanning::page_thumb;
                /// Part of a scanned page, straightened, as PNG.
                page_region(PageRegion) = scanning::page_region;
                /// A seal sample as PNG.
                sample_picture(SamplePicture) = samples::picture;
            }
            upload {
                /// A dropped or picked scan, kept: image, multi-page TIFF or PDF of scans. `about` is the case on screen, 0 for
                /// none. Its pages are still to be read.
                receive_scan -> Imported = scanning::receive;
                /// The same with all its pages read.
                import_scan -> Imported = scanning::import;
                /// The CA's answer: PEM, DER, P7B or ZIP. `about` is the job.
                import_answer -> KeyWent = key_answers::import_answer;
                /// A CA root or intermediate certificate; `name` is the project id.
                install_ca -> Settings = settings::install_ca;
                /// A text file, read as the text of an agreement; nothing is kept yet.
                read_agreement -> AgreementText = installed::read;
            }
        }
    };
}

pub(crate) use with_commands;
