//! What the audit trail can say that somebody did: one closed list, each action with its stable word.
//!
//! The words stand in the hashes of the trail: a word that was ever written is never changed and never used for
//! anything else. Books of another version may hold words that this list does not have; they are read as they are.

use serde::{Serialize, Serializer};

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $word:literal;)+) => {
        /// What somebody did.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum AuditAction {
            $($(#[$doc])* $name,)+
        }

        impl AuditAction {
            /// Every action.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// Its stable word.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }
        }
    };
}

actions! {
    /// The store was made, with its first administrator.
    StoreCreated = "store-created";
    /// Somebody signed in.
    SignedIn = "signed-in";
    /// Somebody signed out, or locked the screen.
    SignedOut = "signed-out";
    /// Somebody changed the own password.
    PasswordChanged = "password-changed";
    /// The counter's own data were changed.
    CounterSaved = "counter-saved";
    /// Devices and folders were changed.
    DevicesSaved = "devices-saved";
    /// An account was added.
    AccountAdded = "account-added";
    /// An account was changed.
    AccountChanged = "account-changed";
    /// A key for the safe was made; the one before opens nothing any more.
    RecoveryKeyMade = "recovery-key-made";
    /// An administrator got a new password by the key from the safe.
    AccountRecovered = "account-recovered";
    /// The database key was renewed.
    DatabaseKeyRenewed = "database-key-renewed";
    /// Certificates of a CA were installed.
    CaInstalled = "ca-installed";
    /// The text of an agreement was installed.
    AgreementInstalled = "agreement-installed";
    /// Contracts may be printed without their articles for a day.
    PrintWithoutArticles = "print-without-articles";
    /// The mark beside the store, which was missing, was made anew.
    MarkRenewed = "mark-renewed";
    /// Triggers, indexes or tables that somebody put in beside the program were taken out.
    TablesMended = "tables-mended";
    /// The sheet of the day was printed, with the head of the store.
    DayClosed = "day-closed";
    /// The store was checked whole.
    StoreChecked = "store-checked";
    /// The store was backed up.
    BackedUp = "backed-up";
    /// The store came back from a backup.
    Restored = "restored";
    /// Something that was typed while the hall's server was away came into the books.
    SpoolHandedIn = "spool-handed-in";
    /// Something that was kept while the hall's server was away was given up.
    SpoolGivenUp = "spool-given-up";
    /// A case was opened.
    CaseOpened = "case-opened";
    /// A case that is over goes on in another one.
    CaseLinked = "case-linked";
    /// The first change that somebody makes to a case.
    CaseEdited = "case-edited";
    /// Forms were printed.
    Printed = "printed";
    /// Somebody said whether a print came out.
    PrintConfirmed = "print-confirmed";
    /// The hand-over sheet was printed once more.
    PrintedAgain = "printed-again";
    /// A document, page or sample was looked at.
    DocumentOpened = "document-opened";
    /// A covered value was told, or the papers of a case were opened, to somebody who said what for.
    Unmasked = "unmasked";
    /// What was looked at was printed.
    DocumentPrinted = "document-printed";
    /// A scanned page came in.
    PageArrived = "page-arrived";
    /// A page was filed.
    PageFiled = "page-filed";
    /// A page was put back into the tray.
    PageUnfiled = "page-unfiled";
    /// A page was put aside.
    PageDiscarded = "page-discarded";
    /// A seal sample was cropped, turned or coloured.
    SampleEdited = "sample-edited";
    /// A seal sample was chosen, accepted or rejected.
    SampleDecided = "sample-decided";
    /// A sample's picture was saved into the print folder.
    SampleSaved = "sample-saved";
    /// The scans were written as the authority's site takes them.
    UploadsExported = "uploads-exported";
    /// A case was sent to the second check.
    Submitted = "submitted";
    /// A second check was begun.
    ReviewStarted = "review-started";
    /// The first of two approvers signed off.
    ApprovedFirst = "approved-first";
    /// A case was signed off.
    Approved = "approved";
    /// The second check sent a case back.
    Returned = "returned";
    /// The clerk took a case back.
    Recalled = "recalled";
    /// The key clerk sent a case back.
    SentBack = "sent-back";
    /// A case whose approval has lapsed was sent to the second check once more.
    SentToRecheck = "sent-to-recheck";
    /// The CA refused a case.
    CaRefused = "ca-refused";
    /// A wrong certificate is asked for anew.
    AskedAnew = "asked-anew";
    /// Cases whose time had come were deleted, by two.
    CaseDeleted = "case-deleted";
    /// Somebody's data was looked for.
    PersonSearched = "person-searched";
    /// Somebody's data was handed out.
    PersonExported = "person-exported";
    /// Files outside the store were removed by rule.
    FilesRemoved = "files-removed";
    /// What was deleted before was deleted again from a store that came back from a backup.
    DeletedAgain = "deleted-again";
    /// A case was given up.
    Abandoned = "abandoned";
    /// A step on a key was begun or has ended.
    KeyStep = "key-step";
    /// A key of the tray was left for later.
    KeySkipped = "key-skipped";
    /// A key that is not blank may be wiped.
    KeyWipeDecided = "key-wipe-decided";
    /// A key was proven.
    KeyProven = "key-proven";
    /// An SO PIN was shown to two people.
    SoPinShown = "so-pin-shown";
    /// Somebody beside agreed to the use of an SO PIN.
    SoPinAgreed = "so-pin-agreed";
    /// What is sealed for two was sealed anew for the people of today.
    SoPinsSealedAnew = "so-pins-sealed-anew";
    /// A PIN letter was printed, or did not come out.
    PinLetter = "pin-letter";
    /// A customer set the own PIN.
    CustomerPin = "customer-pin";
    /// A parcel that came was opened by two.
    ParcelTaken = "parcel-taken";
    /// The letter with the first PIN left by post.
    PinLetterSent = "pin-letter-sent";
    /// That a parcel was received was put down.
    ParcelReceived = "parcel-received";
    /// A case was handed over.
    HandedOver = "handed-over";
    /// A case's requests were written once more.
    ExportedAgain = "exported-again";
    /// All waiting requests were written once more.
    ExportedTogether = "exported-together";
    /// An answer of the CA did not fit.
    AnswerRefused = "answer-refused";
    /// A list for the CA was written.
    RevocationExported = "revocation-exported";
    /// How a request to the CA ended was put down.
    RevocationClosed = "revocation-closed";
    /// That the CA has revoked a certificate was put down.
    CertificateRevoked = "certificate-revoked";
    /// A CA's list of revoked certificates was taken in.
    CrlImported = "crl-imported";
    /// The CA is asked to take a suspension back.
    ResumptionAsked = "resumption-asked";
    /// A certificate that came from elsewhere was entered.
    CertificateEntered = "certificate-entered";
    /// Where a key is was put down.
    KeyPlaced = "key-placed";
    /// Blank keys came into the stock.
    StockIn = "stock-in";
    /// A key of the stock was damaged, destroyed or put back.
    StockMarked = "stock-marked";
    /// The day was closed by counting.
    StockClosed = "stock-closed";
}

impl AuditAction {
    /// What nobody does alone: the act that puts it on record carries the signatures of two.
    pub const OF_TWO: &'static [Self] = &[
        Self::SoPinShown,
        Self::SoPinAgreed,
        Self::SoPinsSealedAnew,
        Self::KeyWipeDecided,
        Self::ParcelTaken,
        Self::ResumptionAsked,
        Self::CaseDeleted,
    ];
}

/// What a row of the trail says that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acted {
    /// An action of the list.
    Known(AuditAction),
    /// A word of a book that another version wrote.
    Foreign(String),
}

impl Acted {
    pub(crate) fn of(word: String) -> Self {
        let known = AuditAction::ALL.iter().find(|action| action.word() == word);
        known.map_or(Self::Foreign(word), |action| Self::Known(*action))
    }

    /// The word as it stands in the trail.
    pub fn word(&self) -> &str {
        match self {
            Self::Known(action) => action.word(),
            Self::Foreign(word) => word,
        }
    }
}

impl PartialEq<AuditAction> for Acted {
    fn eq(&self, action: &AuditAction) -> bool {
        matches!(self, Self::Known(known) if known == action)
    }
}

impl Serialize for Acted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}
