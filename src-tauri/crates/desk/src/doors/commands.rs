//! The one list of commands between the window and the core.
//!
//! Each line gives who may call it, where its answer is shown, name, arguments, answer and handler. The dispatcher, the
//! TypeScript client and the tests are all written from it, so a command that one side lacks does not compile. Where an
//! answer is shown decides what of the personal data of a case stands in it ([`crate::rights::table`]). Answers of
//! `bytes` commands are pictures and documents; they never travel as JSON.

/// Hands the list to another macro.
macro_rules! with_commands {
    ($then:ident) => {
        $then! {
            json {
                /// What the window asks first.
                Anyone Plain status(Nothing) -> Status = crate::session::signing::status;
                /// First start: makes the store, the counter, the first administrator, and signs in.
                Anyone Plain set_up(SetUp) -> Status = crate::session::signing::set_up;
                /// Signs in.
                Anyone Plain sign_in(SignIn) -> Status = crate::session::signing::sign_in;
                /// Signs out and locks: the store is closed, key sessions end, drafts are kept.
                Anyone Plain sign_out(Nothing) -> Status = crate::session::signing::sign_out;
                /// Somebody touched the window; without it the core ends the session after the agreed minutes.
                SignedIn Plain touch(Nothing) -> Done = crate::session::idle::touch;
                /// Whether others have written meanwhile, and whether this window can write.
                SignedIn Plain news(Nothing) -> News = crate::session::news::news;
                /// What this window keeps while its hall's server is away, and why some of it did not come in.
                Staff Case spooled(Nothing) -> SpoolList = crate::spool::listing::list;
                /// Brings one item of the spool into the books, also a colleague's, in the own name.
                Staff Case hand_in_spooled(ById) -> SpoolList = crate::spool::handing::hand_in;
                /// Gives one item of the spool up; who did is on record.
                Staff Case give_up_spooled(ById) -> SpoolList = crate::spool::handing::give_up;
                /// Tickets of halls on the sticks that are plugged in.
                Anyone Plain hall_tickets(Nothing) -> Vec<TicketLine> = crate::session::joining::tickets;
                /// Makes this PC, which has no store, a window of a hall, and signs in.
                Anyone Plain join_hall(JoinHall) -> Status = crate::session::joining::join;
                /// The backups in a folder, newest first.
                Anyone Plain backups(FindBackups) -> Vec<BackupLine> = crate::session::restoring::backups;
                /// Tries a backup: opened and checked whole, with nothing done to the store.
                Anyone Plain try_backup(OfBackup) -> Done = crate::session::restoring::drill;
                /// Puts a backup in the place of the store while nobody is signed in; what was there is set aside.
                Anyone Plain restore_backup(OfBackup) -> RestoredStore = crate::session::restoring::restore;
                /// Gives an administrator a new password by the key from the safe, while nobody is signed in.
                Anyone Plain recover(Recover) -> Status = crate::session::recovering::by_key;
                /// Changes one's own password.
                SignedIn Plain change_password(ChangePassword) -> Done = crate::session::signing::change_password;

                /// The board.
                Staff List board(Nothing) -> Board = crate::board::today::board;
                /// Cases and returning units by barcode, number, code, name, pinyin initials, phone, key serial.
                Staff List look_up(LookUp) -> Vec<Hit> = crate::board::today::look_up;
                /// Prints the sheet of the day with the signed head of the store.
                Staff Plain print_day_sheet(Nothing) -> Printed = crate::board::day_sheet::print;
                /// A list of cases.
                Staff List list_cases(ListCases) -> Vec<CaseRow> = crate::board::today::list_cases;

                /// The numbers of the day: how many wait, and which was called where. Also for the screen that the hall
                /// looks at, which is an account without any rights.
                SignedIn Plain queue(Nothing) -> Queue = crate::queue::calling::queue;
                /// Draws the next number.
                Staff Plain draw_number(Nothing) -> DrawnNumber = crate::queue::calling::draw;
                /// Calls the next number to this window.
                Clerk Plain call_next(Nothing) -> Queue = crate::queue::calling::call_next;
                /// Calls a number again that this window has called, or whose people did not come.
                Clerk Plain call_back(CallBack) -> Queue = crate::queue::calling::call_back;
                /// Whoever has the number that this window called did not come.
                Clerk Plain pass_over(Nothing) -> Queue = crate::queue::calling::pass_over;

                /// Projects to choose from.
                Anyone Plain projects(Nothing) -> Vec<ProjectInfo> = crate::intake::entry::projects;
                /// Opens a draft.
                Clerk Case open_case(OpenCase) -> CaseView = crate::intake::entry::open;
                /// A case with everything that follows from its content.
                Staff Case get_case(ById) -> CaseView = crate::spool::saving::get;
                /// Who works on a case at another window of the hall just now.
                Staff List who_else(ById) -> Option<WhoElse> = crate::case_view::who_else::who_else;
                /// Saves what changed. A save of an older revision is refused with `case-changed-elsewhere`.
                Clerk Case save_case(SaveCase) -> CaseView = crate::spool::saving::save;
                /// The ways beside the straight one that lead on from where a case stands.
                Staff Case ways(ById) -> Ways = crate::ways::offered::ways;
                /// Takes a case back from the second check or from the key desk to amend it, before a key was touched.
                Clerk Case recall_case(WayTaken) -> CaseView = crate::ways::taking::recall;
                /// Sends an approved case back to the clerk.
                KeyClerk Case send_back_case(WayTaken) -> CaseView = crate::ways::taking::send_back;
                /// Sends a case whose approval has lapsed to the second check once more.
                KeyClerk Case recheck_case(ById) -> CaseView = crate::ways::taking::recheck;
                /// Keeps the words with which the CA has refused a case, and gives it back to the clerk.
                KeyClerk Case ca_refused(WayTaken) -> CaseView = crate::ways::taking::ca_refused;
                /// The certificate that came is wrong: it is to be revoked, and another one is asked for.
                Clerk Case ask_anew(AskAnew) -> CaseView = crate::ways::taking::ask_anew;
                /// Gives a case up: what is paid back, and what becomes of its keys and certificates.
                Clerk Case abandon_case(Abandon) -> CaseView = crate::ways::giving_up::abandon;
                /// The audit trail of a case in words.
                Staff List audit_of_case(ById) -> Vec<AuditLine> = crate::case_view::moving::audit;
                /// Prints, hand-over sheets, requests, certificates of a case.
                Staff List documents(ById) -> Vec<DocumentLine> = crate::paper::documents::documents;
                /// The rights as they stand: who may call what, and what each role sees of each group of fields.
                Anyone Plain rights(Nothing) -> Rights = crate::doors::rights::rights;
                /// What a covered value may be asked for.
                Staff Plain purposes(Nothing) -> Vec<PurposeChoice> = crate::rights::unmasking::purposes;
                /// Tells a covered value, or opens the papers of a case, to whoever says what for; on record.
                Staff Purpose unmask(Unmask) -> UnmaskedValue = crate::rights::unmasking::unmask;

                /// Opens a document, a scanned page or a sample to be looked at in the window; who looked is on record.
                Staff Case look_at(LookAt) -> Look = crate::paper::looking::look_at;
                /// Prints what was opened with `lookAt`.
                Staff Case print_look(LookAt) -> Printed = crate::paper::looking::print_look;
                /// Saves a stored document into the print folder and says where.
                Staff Case save_document(ById) -> Done = crate::paper::documents::save_document;

                /// Lays out all forms of a case.
                Staff Case preview(ById) -> Preview = crate::paper::forms::preview;
                /// Prints the forms of a case.
                Clerk Case print(Print) -> Printed = crate::paper::forms::print;
                /// Asks the printing system what became of the prints of a case that are under way.
                Staff Case follow_prints(ById) -> CaseView = crate::paper::printing::follow;
                /// A person says whether a print came out.
                Clerk Case confirm_print(ConfirmPrint) -> CaseView = crate::paper::printing::confirm;
                /// The slip for the customer: what to bring, where, when, how to pay.
                Staff Case print_slip(ById) -> Printed = crate::paper::forms::print_slip;

                /// Scanners that SANE knows.
                Staff Plain scanners(Nothing) -> Vec<Scanner> = crate::scanning::scanner::scanners;
                /// What a scanner offers: sources, colours, resolutions.
                Staff Plain scanner_options(AboutScanner) -> ScannerOptions = crate::scanning::scanner::scanner_options;
                /// Starts a stack on the scanner, or one sheet where nothing is fed.
                Clerk Plain start_scan(StartScan) -> Done = crate::scanning::scanner::start_scan;
                /// Waits for the next page of the running stack; its pages are still to be read.
                Clerk List next_scanned(Nothing) -> Scanned = crate::scanning::scanner::next_scanned;
                /// Stops the running stack; what has come stays.
                Staff Plain stop_scan(Nothing) -> Done = crate::scanning::scanner::stop_scan;
                /// Cameras that the system offers.
                Staff Plain cameras(Nothing) -> Vec<Camera> = crate::scanning::camera::cameras;
                /// Opens a camera; its frames are `cameraFrame`.
                Clerk Plain open_camera(OpenCamera) -> Done = crate::scanning::camera::open_camera;
                /// Lets the camera go.
                Staff Plain close_camera(Nothing) -> Done = crate::scanning::camera::close_camera;
                /// Keeps the next frame as a page; it is still to be read.
                Clerk List capture(Capture) -> Imported = crate::scanning::camera::capture;
                /// Finds out what a page of the tray is, and files it when that is certain.
                Clerk List read_page(ById) -> PageLine = crate::scanning::reading::read_page;
                /// Takes over what has arrived in the watched folder; its pages are still to be read.
                Staff List poll_watch_folder(Nothing) -> Imported = crate::scanning::watched::poll_watch_folder;
                /// Pages that wait for the clerk.
                Staff List tray(Nothing) -> Vec<PageLine> = crate::scanning::lists::tray;
                /// Pages of a case.
                Staff List pages_of_case(ById) -> Vec<PageLine> = crate::scanning::lists::pages_of_case;
                /// Files a page by hand.
                Clerk List file_page(FilePage) -> PageLine = crate::scanning::filing::file_page;
                /// Puts a page aside (kept, but counted no more).
                Clerk List discard_page(ById) -> PageLine = crate::scanning::filing::discard_page;
                /// Back into the tray.
                Clerk List unfile_page(ById) -> PageLine = crate::scanning::filing::unfile_page;
                /// Writes the scans of a case as the authority's site takes them.
                Clerk List export_uploads(ById) -> Uploads = crate::scanning::uploads::export_uploads;
                /// Seal samples of a case.
                Staff List samples(ById) -> Vec<SampleLine> = crate::samples::lines::samples;
                /// Chooses, accepts or rejects a sample.
                Clerk List decide_sample(DecideSample) -> Vec<SampleLine> = crate::samples::deciding::decide;
                /// Crops, turns or colours a sample; the sample as it was cut is kept.
                Clerk List edit_sample(EditSample) -> Vec<SampleLine> = crate::samples::editing::edit;
                /// Saves a sample's picture into the print folder, in the formats the authority takes, and says where.
                Clerk Case save_sample(SaveSample) -> Done = crate::samples::files::save;

                /// Sends a case to the second check.
                Clerk Case submit(ById) -> CaseView = crate::review::second_check::submit;
                /// Opens a case for the second check.
                Staff Case review(ById) -> ReviewView = crate::review::second_check::open;
                /// Sets or takes back a verdict.
                Reviewer Case set_verdict(SetVerdict) -> ReviewView = crate::review::second_check::set_verdict;
                /// Signs off.
                Reviewer Case approve(Approve) -> CaseView = crate::review::second_check::approve;
                /// Sends back with reasons.
                Reviewer Case return_case(ReturnCase) -> CaseView = crate::review::second_check::send_back;

                /// What is plugged in; asked by case, so that its own key is told from others (`id` 0: none).
                Staff List tokens(ById) -> Tokens = crate::keys::presence::tokens;
                /// Waits a moment for a reader or a card to come or go, and tells how the readers are then.
                Staff Plain plugged(Readers) -> Readers = crate::keys::readers::plugged;
                /// Records that a key with something on it may be wiped for a case.
                KeyClerk List decide_key(DecideKey) -> Tokens = crate::keys::presence::decide_key;
                /// Whether a PIN that is being typed can be set; changes nothing.
                Staff Plain look_at_pin(NewPin) -> Gate = crate::keys::secrets::look_at_pin;
                /// The SO PIN or PUK of a key, told once under four eyes.
                KeyClerk Plain show_so_pin(ShowSoPin) -> SoPinShown = crate::keys::so_pins::showing::show;
                /// Somebody beside agrees to the use of the SO PIN that a job's next step needs.
                KeyClerk Plain agree_beside(AgreeBeside) -> KeyWent = crate::keys::so_pins::agreeing::agree_beside;
                /// The stock of blank keys, with the day's moves.
                Staff List stock(Nothing) -> Stock = crate::keys::stock::books::stock;
                /// Takes a box of blank keys into the stock.
                KeyClerk List stock_in(StockIn) -> Stock = crate::keys::stock::books::stock_in;
                /// Marks a key of the stock as damaged, destroyed, or back in its box.
                KeyClerk List stock_mark(StockMark) -> Stock = crate::keys::stock::books::stock_mark;
                /// Counts the stock at the end of the day.
                KeyClerk List stock_close(StockClose) -> Stock = crate::keys::stock::books::stock_close;
                /// Cases waiting at the key desk.
                Staff List key_queue(Nothing) -> KeyQueue = crate::keys::desk::queue;
                /// All keys waiting to be made, one after the other, and what was finished today.
                KeyClerk List key_tray(Nothing) -> KeyTray = crate::keys::tray::tray;
                /// Leaves a key of the tray for later, with the reason.
                KeyClerk List skip_key(SkipJob) -> KeyTray = crate::keys::tray::skip;
                /// A case at the key desk.
                Staff Case key_desk(ById) -> KeyDesk = crate::keys::desk::desk;
                /// Takes the next step of a key job.
                KeyClerk Case key_go(KeyGo) -> KeyWent = crate::keys::steps::go;
                /// Takes a key job over that is worked on at another window of the hall.
                KeyClerk Case take_over_job(TakeOverJob) -> KeyWent = crate::keys::place::taking_over::take_over;
                /// Confirms the term of a certificate that cannot be compared, or is shorter than before.
                KeyClerk Case confirm_term(ById) -> KeyWent = crate::keys::steps::confirm_term;
                /// Writes one package with the requests of all waiting jobs of a case again.
                KeyClerk Case export_again(ById) -> KeyWent = crate::keys::exchange::outgoing::export_again;
                /// Writes the requests of all cases that wait for the CA again, one package for each project.
                KeyClerk List export_all(Nothing) -> Exported = crate::keys::exchange::outgoing::export_all;
                /// Takes all answers of the CA that lie in a folder, whatever cases they are for.
                KeyClerk List import_folder(ImportFolder) -> Answers = crate::keys::exchange::answers::import_folder;
                /// What waits to be told to the CA for revocation or suspension.
                Staff List revocations(Nothing) -> Revocations = crate::keys::exchange::revocations::revocations;
                /// Writes what waits as signed lists for the CA.
                KeyClerk List export_revocations(Nothing) -> Revocations = crate::keys::exchange::revocations::export;
                /// Closes something asked of the CA that it is known to have done, with how that is known.
                KeyClerk List close_revocation(CloseRevocation) -> Revocations = crate::keys::exchange::closing::close;
                /// Puts down that the CA has revoked a certificate of its own accord.
                KeyClerk List record_revoked(RecordRevoked) -> Done = crate::keys::exchange::closing::record_revoked;
                /// Asks for a certificate on hold to count again, with a reviewer beside.
                Clerk List ask_resumption(AskResumption) -> Revocations = crate::keys::exchange::resuming::ask;

                /// Holders with their keys and certificates, found by name, initials, code, serial, key or case.
                Staff List ledger(LedgerAsked) -> Ledger = crate::ledger::listing::ledger;
                /// A certificate of the ledger with its line of life and what may be begun from it.
                Staff List ledger_entry(ById) -> LedgerEntry = crate::ledger::certificate::entry;
                /// Enters a certificate that came from elsewhere.
                Clerk List enter_certificate(EnterCertificate) -> LedgerEntry = crate::ledger::entering::enter;
                /// What is plugged in, with what the books know of it.
                Staff List keys_at_hand(Nothing) -> KeysAtHand = crate::ledger::keys::at_hand;
                /// Chooses what a case acts on by the key that is plugged in.
                Clerk Case pick_by_key(PickByKey) -> CaseView = crate::ledger::keys::pick;
                /// Puts down where a key is: handed in, given back, destroyed.
                Staff List place_key(PlaceKey) -> Done = crate::ledger::placing::put;
                /// Practice store only: the training CA answers the request of a job.
                KeyClerk Case training_issue(ById) -> KeyWent = crate::keys::exchange::training::training_issue;

                /// Prints the PIN letter of a new key; a second time only by right.
                KeyClerk Case print_pin_letter(PinLetter) -> KeyDesk = crate::keys::pin_letter::print;
                /// What will be handed over.
                Staff Case hand_over_view(ById) -> HandOverView = crate::hand_over::handing::view;
                /// What still stands in the way of a hand-over as filled in so far; changes nothing.
                Staff Case check_hand_over(HandOver) -> HandOverChecked = crate::hand_over::handing::check;
                /// Sets the customer's PINs, closes the case, prints the sheet.
                Clerk Case hand_over(HandOver) -> HandOverView = crate::hand_over::handing::hand_over;
                /// Prints the stored sheet of a case that was handed over once more.
                Staff Case print_hand_over_sheet(ById) -> HandOverView = crate::hand_over::handing::print_sheet;

                /// What came and left by post for a case, and what may be put down next.
                Staff Case parcels(ById) -> Parcels = crate::post::parcels::parcels;
                /// Puts down a parcel that came for a case, opened by two.
                Clerk Case take_parcel(TakeParcel) -> Parcels = crate::post::parcels::take;
                /// The letter with the first PIN has left, in a parcel of its own, on a later day than the keys.
                Clerk Case send_pin_letter(SendPinLetter) -> Parcels = crate::post::parcels::send_pin_letter;
                /// A parcel that left was received.
                Clerk Case parcel_received(ParcelReceived) -> Parcels = crate::post::parcels::received;

                /// What may be deleted now, what waits until when and why, and what was deleted.
                Admin List keeping(KeepingAsked) -> Keeping = crate::privacy::listing::keeping;
                /// Deletes cases whose time has come, with somebody who agrees.
                Admin List delete_cases(DeleteCases) -> CasesDeleted = crate::privacy::deleting::delete;
                /// Where one person's data stands, to whoever says what for; on record.
                Staff List find_person(FindPerson) -> PersonFound = crate::privacy::person::find;
                /// Hands one person's data out into a folder; with somebody beside where one does not see it whole.
                Staff List export_person(ExportPerson) -> PersonExported = crate::privacy::export::export;
                /// Files outside the store, and until when they lie there.
                Admin List outside_files(Nothing) -> OutsideFiles = crate::privacy::outside::list;
                /// Chooses after how many days files outside the store are removed.
                Admin List choose_outside_days(OutsideDays) -> OutsideFiles = crate::privacy::outside::choose;
                /// Removes files outside the store that are due: behind the work of whoever signs in, and when told.
                Staff List sweep_outside(Nothing) -> Swept = crate::privacy::outside::sweep;
                /// Prints the certificate of deletions once more.
                Admin Plain print_deletions(PrintDeletions) -> Printed = crate::privacy::deleting::print;

                /// Everything on the settings screen.
                Staff Plain settings(Nothing) -> Settings = crate::settings::counter::get;
                /// The projects at hand, their agreements, and folders that could not be used.
                Staff Plain installed(Nothing) -> Installed = crate::projects::installed::get;
                /// An installed text of an agreement.
                Staff Plain agreement_text(ById) -> AgreementText = crate::projects::installed::text;
                /// Installs the authority's current text of an agreement.
                Admin Plain install_agreement(InstallAgreement) -> Installed = crate::projects::installed::install;
                /// Puts down why a project's contracts may be printed without their articles today.
                Admin Plain permit_printing(PermitPrinting) -> Installed = crate::projects::installed::permit;

                /// Packages of a project leave as they are again.
                Admin Plain drop_ca_encryption(OfProject) -> Settings = crate::settings::sealing_for::drop;
                /// Saves the counter's own data.
                Admin Plain save_counter(Counter) -> Settings = crate::settings::counter::save_counter;
                /// Saves devices and folders.
                Admin Plain save_devices(Devices) -> Settings = crate::settings::counter::save_devices;
                /// Printers with what is known of them, and the forms whose paper the CA prints.
                Staff Plain printer_book(Nothing) -> PrinterBook = crate::printers::book::book;
                /// Prints the calibration page of a printer.
                Admin Plain print_calibration_page(CalibrationPage) -> Printed = crate::printers::page::print;
                /// What a ruler says of a calibration page; nothing is kept yet.
                Admin Plain rule_calibration(RuledPage) -> CalibrationRead = crate::printers::reading::ruled;
                /// Keeps what a printer does to a page; it is undone from then on.
                Admin Plain keep_calibration(KeepCalibration) -> PrinterBook = crate::printers::book::keep;
                /// Forgets what a printer does to a page.
                Admin Plain forget_calibration(OfPrinter) -> PrinterBook = crate::printers::book::forget;
                /// Uses the CA's own paper for a form: only values are printed onto it.
                Admin Plain use_paper(UsePaper) -> PrinterBook = crate::printers::paper::use_for;
                /// Prints a form whole again, on white paper.
                Admin Plain drop_paper(OfForm) -> PrinterBook = crate::printers::paper::drop_for;
                /// Prints a made-up case's values onto the CA's paper.
                Admin Plain try_paper(OfForm) -> Printed = crate::printers::paper::try_for;
                /// Adds an account.
                Admin Plain add_account(AddAccount) -> Settings = crate::settings::accounts::add_account;
                /// Changes an account.
                Admin Plain edit_account(EditAccount) -> Settings = crate::settings::accounts::edit_account;
                /// Backs the store up and proves the copy.
                Admin Plain back_up(BackUp) -> Done = crate::settings::backing_up::back_up;
                /// How far the backup is.
                Admin Plain backup_state(Nothing) -> BackupState = crate::settings::backing_up::backup_state;
                /// The backup under way is not wanted any more.
                Admin Plain cancel_backup(Nothing) -> BackupState = crate::settings::backing_up::cancel_backup;
                /// Makes today's backup when one is planned and none was made.
                Staff Plain back_up_today(Nothing) -> TodaysBackup = crate::settings::backing_up::back_up_today;
                /// Checks the store whole where nobody has today, behind the work.
                SignedIn Plain check_today(Nothing) -> TodaysCheck = crate::settings::checking::check_today;
                /// Renews the database key; everybody else gets it by their own.
                Admin Plain renew_database_key(RenewDatabaseKey)
                    -> Safety = crate::settings::safety::renew_database_key;
                /// Seals for the people of today what two of a former time open.
                Admin Plain seal_anew(SealAnew) -> Safety = crate::settings::safety::seal_anew;
                /// Makes the key for the safe; the one before is void.
                Admin Plain make_recovery_key(MakeRecoveryKey)
                    -> RecoverySheets = crate::settings::safety::make_recovery_key;
                /// Checks the store: pages, foreign keys, audit chain, attachments, signed acts.
                Admin Plain verify_store(VerifyStore) -> Done = crate::settings::trust::verify_store;
            }
            bytes {
                /// A page of a form as PNG, laid out with the present content.
                Staff Case preview_page(PreviewPage) = crate::doors::preview::preview_page;
                /// A stored document.
                Staff Case document(ById) = crate::paper::documents::document;
                /// A page of what was opened with `lookAt`.
                Staff Case look_page(LookPage) = crate::paper::looking::look_page;
                /// A scanned page as JPEG, scaled down.
                Staff Case page_picture(PagePicture) = crate::scanning::pictures::page_picture;
                /// The next frame of the open camera as JPEG.
                Clerk Case camera_frame(Nothing) = crate::scanning::camera::camera_frame;
                /// The small picture of a scanned page as JPEG.
                Staff Case page_thumb(ById) = crate::scanning::pictures::page_thumb;
                /// Part of a scanned page, straightened, as PNG.
                Staff Case page_region(PageRegion) = crate::scanning::pictures::page_region;
                /// A seal sample as PNG.
                Staff Case sample_picture(SamplePicture) = crate::samples::files::picture;
            }
            upload {
                /// A dropped or picked scan, kept: image, multi-page TIFF or PDF of scans. `about` is the case on
                /// screen, 0 for none. Its pages are still to be read.
                Clerk List receive_scan -> Imported = crate::scanning::arriving::receive;
                /// The same with all its pages read.
                Clerk List import_scan -> Imported = crate::scanning::arriving::import;
                /// The CA's answer: PEM, DER, P7B or ZIP. `about` is the job.
                KeyClerk Case import_answer -> KeyWent = crate::keys::exchange::answers::import_answer;
                /// The CA's signed list of revoked certificates: DER or PEM. `about` is nothing.
                KeyClerk List import_revoked -> RevokedTaken = crate::keys::exchange::closing::import_revoked;
                /// A certificate file, read to be entered; nothing is kept yet. `about` is nothing.
                Clerk List read_certificate -> CertificateRead = crate::ledger::entering::read;
                /// A CA root or intermediate certificate; `name` is the project id.
                Admin Plain install_ca -> Settings = crate::settings::counter::install_ca;
                /// The certificate of the CA that packages of a project are encrypted for; `name` is the project id.
                Admin Plain install_ca_encryption -> Settings = crate::settings::sealing_for::install;
                /// A scan of a calibration page; `name` is the printer. Nothing is kept yet.
                Admin Plain read_calibration -> CalibrationRead = crate::printers::reading::read;
                /// A text file, read as the text of an agreement; nothing is kept yet.
                Admin Plain read_agreement -> AgreementText = crate::projects::installed::read;
            }
        }
    };
}
pub(crate) use with_commands;
