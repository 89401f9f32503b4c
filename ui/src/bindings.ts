// Written from the desk's command list by `cargo xtask bindings`; do not edit.

/** How the screens reach the desk: the window's IPC, or a double in tests. */
export interface Host {
  call(command: string, args: unknown): Promise<unknown>
  bytes(command: string, args: unknown): Promise<Blob>
  upload(command: string, name: string, about: number, data: Uint8Array): Promise<unknown>
}

/**
 * A case given up.
 */
export type Abandon = { 
/**
 * The case.
 */
id: number, 
/**
 * Why.
 */
reason: string, 
/**
 * What is paid back, in 分; from the approval on it has to be said, 0 being nothing.
 */
refundCents: number | null, 
/**
 * What becomes of each key that was worked on.
 */
keys: Array<KeySettled>, 
/**
 * The reviewer beside, where a key is destroyed.
 */
beside: Beside | null, };

/**
 * Which scanner is meant.
 */
export type AboutScanner = { 
/**
 * SANE's name; the settings' scanner when empty.
 */
device: string, };

/**
 * An account.
 */
export type AccountLine = { 
/**
 * The account.
 */
id: number, 
/**
 * Login name.
 */
login: string, 
/**
 * The person's name.
 */
name: string, 
/**
 * Roles.
 */
roles: Array<RoleName>, 
/**
 * May sign in.
 */
active: boolean, 
/**
 * Somebody else gave the password that it has: it was not changed by its owner yet.
 */
passwordGiven: boolean, };

/**
 * A certificate that a case may act on.
 */
export type ActsOnChoice = { 
/**
 * Its number in the register.
 */
id: number, 
/**
 * Its serial number.
 */
serial: string, 
/**
 * Its last characters, by which people tell it.
 */
tail: string, 
/**
 * The name in it.
 */
subject: string, 
/**
 * Serial number of the key it is on.
 */
key: string | null, 
/**
 * Its last day.
 */
notAfter: string, 
/**
 * 在用, 已过期 …
 */
stateWord: string, 
/**
 * The case may act on it.
 */
fits: boolean, 
/**
 * The case acts on it.
 */
chosen: boolean, };

/**
 * A holder of a case with the certificates that the register knows.
 */
export type ActsOnHolder = { 
/**
 * Whose certificate.
 */
holder: string, 
/**
 * What is in use first, then the rest.
 */
choices: Array<ActsOnChoice>, };

/**
 * What a case acts on.
 */
export type ActsOnView = { 
/**
 * Its holders, in the order of the annex.
 */
holders: Array<ActsOnHolder>, 
/**
 * More than one certificate of a holder may be chosen.
 */
several: boolean, };

/**
 * A new account.
 */
export type AddAccount = { 
/**
 * Login name.
 */
login: string, 
/**
 * The person's name.
 */
name: string, 
/**
 * Roles.
 */
roles: Array<RoleName>, 
/**
 * First password, at least ten characters; its owner changes it at the first sign-in.
 */
password: string, 
/**
 * Who agrees, where it takes two.
 */
beside: Beside | null, };

/**
 * Somebody beside agrees to the use of the SO PIN that a job's next step needs.
 */
export type AgreeBeside = { 
/**
 * The job.
 */
jobId: number, 
/**
 * Who agrees.
 */
beside: Beside, };

/**
 * A long agreement of a project.
 */
export type AgreementLine = { 
/**
 * Its id in the project.
 */
id: string, 
/**
 * Its title.
 */
title: string, 
/**
 * Titles of the forms on which the text stands.
 */
forms: Array<string>, 
/**
 * Where the authority publishes the current text.
 */
published: string, 
/**
 * The text that is printed now; none while none is installed.
 */
current: AgreementVersion | null, 
/**
 * Texts that were printed before, newest first.
 */
earlier: Array<AgreementVersion>, };

/**
 * A text read from a file, or installed.
 */
export type AgreementText = { 
/**
 * The whole text.
 */
text: string, 
/**
 * SHA-256 of the text in UTF-8.
 */
sha256: string, 
/**
 * Its characters.
 */
characters: number, 
/**
 * How the file was encoded; UTF-8 once it is installed.
 */
encoding: string, };

/**
 * A text of an agreement that was installed.
 */
export type AgreementVersion = { 
/**
 * The installed text.
 */
id: number, 
/**
 * The authority's word for the version.
 */
version: string, 
/**
 * The authority's date of the text.
 */
dated: string, 
/**
 * SHA-256 of the text in UTF-8.
 */
sha256: string, 
/**
 * Its characters.
 */
characters: number, 
/**
 * Who installed it.
 */
by: string, 
/**
 * When.
 */
at: string, };

/**
 * What came of a folder of answers.
 */
export type Answers = { 
/**
 * In words.
 */
message: string, 
/**
 * How many certificates were taken.
 */
taken: number, 
/**
 * What there is to say of the others, one by one.
 */
findings: Array<Finding>, };

/**
 * The sign-off.
 */
export type Approve = { 
/**
 * The case.
 */
id: number, 
/**
 * The hash of what the reviewer saw.
 */
boundHash: string, };

/**
 * Another certificate is asked for.
 */
export type AskAnew = { 
/**
 * The case.
 */
id: number, 
/**
 * What is wrong with the one that came.
 */
reason: string, 
/**
 * The jobs whose certificates are wrong.
 */
jobs: Array<number>, };

/**
 * A certificate on hold is to count again.
 */
export type AskResumption = { 
/**
 * The certificate, by its number in the register.
 */
certificate: number, 
/**
 * Why.
 */
reason: string, 
/**
 * The reviewer beside.
 */
beside: Beside, };

/**
 * What the CA is asked for about a certificate.
 */
export type AskedOfCa = "revoke" | "suspend" | "resume";

/**
 * A sentence of the audit trail.
 */
export type AuditLine = { 
/**
 * Running number.
 */
seq: number, 
/**
 * When.
 */
at: string, 
/**
 * Who.
 */
who: string, 
/**
 * What, in words.
 */
words: string, };

/**
 * A backup into a folder.
 */
export type BackUp = { 
/**
 * The folder; made when missing.
 */
folder: string, 
/**
 * Once a day from now on, without being asked.
 */
daily: boolean, 
/**
 * Old backups of this store are let go by the rule.
 */
thin: boolean, };

/**
 * A backup that was found.
 */
export type BackupLine = { 
/**
 * Its folder.
 */
folder: string, 
/**
 * When it was made.
 */
made: string, 
/**
 * Its size in MB.
 */
megabytes: number, 
/**
 * Whether it can be tried at all.
 */
may: Gate, };

/**
 * How far a backup is.
 */
export type BackupState = { 
/**
 * One is being made.
 */
isUnderWay: boolean, 
/**
 * How much is copied, in hundredths; at a hundred the copy is being proven.
 */
percent: number, };

/**
 * A second person beside the one signed in.
 */
export type Beside = { 
/**
 * Login name of the second person.
 */
login: string, 
/**
 * That person's password.
 */
password: string, };

/**
 * The board.
 */
export type Board = { 
/**
 * Today, `YYYY-MM-DD`.
 */
today: string, 
/**
 * What the signed-in account should do, most urgent first.
 */
mine: Array<CaseRow>, 
/**
 * All open cases by state, in the order of the work.
 */
states: Array<StateLine>, 
/**
 * Today in figures.
 */
figures: TodayFigures, 
/**
 * Devices.
 */
devices: Array<Device>, 
/**
 * Pages waiting in the tray.
 */
tray: number, 
/**
 * Cases waiting for the second check.
 */
inReview: number, 
/**
 * Cases waiting at the key desk.
 */
atKeyDesk: number, 
/**
 * Cases waiting to be handed over.
 */
ready: number, };

/**
 * What the applicant wants done.
 */
export type Business = "new" | "add" | "renew" | "change" | "replace" | "unlock" | "revoke" | "suspend" | "key_recovery";

/**
 * A business type of a certificate kind and the ways to it.
 */
export type BusinessInfo = { 
/**
 * Which.
 */
value: Business, 
/**
 * The project's word, for instance 初次办理.
 */
label: string, 
/**
 * Channels it is offered on, in the project's words.
 */
channels: Array<Choice<Channel>>, 
/**
 * What the guide says beside it, or leaves open and the counter has settled.
 */
note: string | null, };

/**
 * A record named by its id.
 */
export type ById = { 
/**
 * The record's id.
 */
id: number, };

/**
 * An installed CA certificate.
 */
export type CaCertificate = { 
/**
 * Project it counts for.
 */
project: string, 
/**
 * Subject.
 */
subject: string, 
/**
 * Valid until.
 */
notAfter: string, 
/**
 * SHA-256 fingerprint.
 */
fingerprint: string, 
/**
 * A training root without legal force.
 */
training: boolean, };

/**
 * The certificate that packages of a project are encrypted for.
 */
export type CaEncryption = { 
/**
 * Project whose packages are encrypted for it.
 */
project: string, 
/**
 * Subject.
 */
subject: string, 
/**
 * Issuer.
 */
issuer: string, 
/**
 * An installed CA certificate of the project signed it.
 */
isSignedByInstalled: boolean, 
/**
 * Valid from.
 */
notBefore: string, 
/**
 * Valid until.
 */
notAfter: string, 
/**
 * SHA-256 fingerprint.
 */
fingerprint: string, 
/**
 * Packages can be written for it now; why not, where its time is over.
 */
may: Gate, };

/**
 * The calibration page of a printer.
 */
export type CalibrationPage = { 
/**
 * The printer; empty for the system's default.
 */
printer: string, 
/**
 * As the printer is corrected now, to see what is left; else as it prints by itself.
 */
corrected: boolean, 
/**
 * Where to.
 */
to: PrintTo, };

/**
 * What a calibration page says, before anybody keeps it.
 */
export type CalibrationRead = { 
/**
 * The printer.
 */
printer: string, 
/**
 * What the printer does to a page by itself.
 */
put: PutAt, 
/**
 * It was read from a scan.
 */
scanned: boolean, 
/**
 * The page was printed with the correction: `left_mm` is what that leaves.
 */
corrected: boolean, 
/**
 * How far the page's marks came out from where they were designed, at most, in millimetres.
 */
leftMm: number, 
/**
 * That is as near as is asked for.
 */
good: boolean, 
/**
 * All of it in words.
 */
words: string, 
/**
 * What there is to know besides.
 */
findings: Array<Finding>, };

/**
 * A number that did not come when it was called.
 */
export type CallBack = { 
/**
 * The number.
 */
number: number, };

/**
 * A number that a window has called.
 */
export type CalledNumber = { 
/**
 * The number, from 1 each day.
 */
number: number, 
/**
 * What the window is called at the counter.
 */
window: string, 
/**
 * When, local time.
 */
at: string, };

/**
 * A camera.
 */
export type Camera = { 
/**
 * The system's node, `/dev/video0`.
 */
device: string, 
/**
 * Its name.
 */
label: string, };

/**
 * Keeping what the camera shows.
 */
export type Capture = { 
/**
 * Case that an unrecognised page is offered for.
 */
caseId: number | null, };

/**
 * What changed; only the given parts are saved.
 */
export type CasePatch = { 
/**
 * Another business type.
 */
business?: Business, 
/**
 * Another channel.
 */
channel?: Channel, 
/**
 * Another certificate kind.
 */
kind?: CertKind, 
/**
 * Another project; fields that both know are kept.
 */
project?: string, 
/**
 * Years; 0 takes them away.
 */
years?: number, 
/**
 * Number of certificates.
 */
count?: number, 
/**
 * Fields that changed.
 */
fields?: { [key in string]: string }, 
/**
 * The whole annex.
 */
employees?: Array<{ [key in string]: string }>, 
/**
 * Conditions that apply.
 */
conditions?: Array<string>, 
/**
 * Marks seen, per material that changed.
 */
materials?: { [key in string]: Array<Mark> }, 
/**
 * Amount typed by the clerk where the guide states none, in 分; 0 is free of charge.
 */
typedFeeCents?: number, 
/**
 * Takes a typed amount away again: it is not known.
 */
clearFee?: boolean, 
/**
 * How it is paid.
 */
payment?: PaymentGiven, 
/**
 * A finding kept as it is: `field:code`.
 */
keepFinding?: string, 
/**
 * The certificates of the register that the case acts on, all of them.
 */
actsOn?: Array<number>, };

/**
 * A case in a list.
 */
export type CaseRow = { 
/**
 * The case.
 */
id: number, 
/**
 * Case number.
 */
number: string, 
/**
 * Unit's (or person's) name.
 */
title: string, 
/**
 * Short name of the project.
 */
project: string, 
/**
 * 单位法人数字证书 · 新申请 叁年
 */
what: string, 
/**
 * Where it stands.
 */
state: CaseState, 
/**
 * Its word.
 */
stateWord: string, 
/**
 * What has to be done next.
 */
nextStep: string, 
/**
 * Who must act next: a role's word, or 客户.
 */
nextActor: string, 
/**
 * True when the signed-in account may act next.
 */
mine: boolean, 
/**
 * In this state since.
 */
since: string, 
/**
 * Who took the application.
 */
clerk: string, 
/**
 * Why it was returned, or what else the next person should know.
 */
note: string, 
/**
 * Longer in this state than agreed.
 */
late: boolean, };

/**
 * Where a case stands (see `case::CaseState`).
 */
export type CaseState = "draft" | "printed" | "scanning" | "in_review" | "returned" | "approved" | "at_ca" | "ready" | "closed" | "void";

/**
 * A case with everything that follows from its content.
 */
export type CaseView = { 
/**
 * The case.
 */
id: number, 
/**
 * Case number.
 */
number: string, 
/**
 * Grows with every save; a save of an older one is refused, so that two windows never overwrite each other.
 */
revision: number, 
/**
 * Last saved.
 */
savedAt: string, 
/**
 * Where what was typed is kept.
 */
kept: Kept, 
/**
 * Where it stands.
 */
state: CaseState, 
/**
 * Its word.
 */
stateWord: string, 
/**
 * What has to be done next.
 */
nextStep: string, 
/**
 * Whether the content may be changed by this account now.
 */
editable: Gate, 
/**
 * Changing it now makes printed paper stale.
 */
printedWithThisContent: boolean, 
/**
 * What stands on a print that holds: `unit_name`, `employees.user_name`, `years`, `count`, `business`, `kind`,
 * `channel`, `project`. A change of one of these voids that print and has to be said before; nothing else does.
 */
onPaper: Array<string>, 
/**
 * What has to be done next.
 */
next: NextStep, 
/**
 * Project's short name.
 */
projectName: string, 
/**
 * Version of the project's data that this case goes by.
 */
projectVersion: string, 
/**
 * Said when a new case would go by another version.
 */
versionNote: string | null, 
/**
 * The CA's name.
 */
ca: string, 
/**
 * Unit's or person's name.
 */
title: string, 
/**
 * Who took it.
 */
clerk: string, 
/**
 * The six steps.
 */
spine: Array<SpineStep>, 
/**
 * What was entered, as far as this account gets to see it.
 */
content: Content, 
/**
 * Names of the fields in it that are covered: `operator_id_no`, `employees.0.user_id_no`. `unmask` tells one.
 */
covered: Array<string>, 
/**
 * Scanned pages and printed papers may be opened; otherwise they are opened with a purpose.
 */
papersShown: boolean, 
/**
 * The project's words for the kinds, business types and channels to switch to.
 */
kinds: Array<Choice<CertKind>>, 
/**
 * Business types of the chosen kind.
 */
businesses: Array<Choice<Business>>, 
/**
 * Channels of the chosen business.
 */
channels: Array<Choice<Channel>>, 
/**
 * Years, when the business asks for them.
 */
years: YearsInfo | null, 
/**
 * Groups of fields.
 */
groups: Array<FieldGroup>, 
/**
 * Columns of the employee annex; empty when the kind has none.
 */
employeeColumns: Array<FieldInfo>, 
/**
 * Conditions to tick.
 */
conditions: Array<ConditionInfo>, 
/**
 * What the checks say.
 */
findings: Array<Finding>, 
/**
 * Required fields still empty.
 */
missing: Array<string>, 
/**
 * The checklist.
 */
materials: Array<MaterialLine>, 
/**
 * The fee.
 */
fee: FeeView, 
/**
 * Forms to print.
 */
forms: Array<FormLine>, 
/**
 * Why it came back, when returned.
 */
returned: Array<ReturnReason>, 
/**
 * Whether it may be printed.
 */
mayPrint: Gate, 
/**
 * Whether it may be submitted.
 */
maySubmit: Gate, 
/**
 * The project asks for seal samples.
 */
wantsSamples: boolean, 
/**
 * Name and place of origin of data that was taken over from an earlier case.
 */
takenFrom: string | null, 
/**
 * Which certificates of the register it acts on; none where its business acts on none.
 */
actsOn: ActsOnView | null, 
/**
 * Who makes what is applied for, where it is not the key desk of this counter.
 */
making: Making | null, 
/**
 * Cases linked with this one: the one it came from first, then those in which it went on.
 */
linked: Array<LinkedCase>, };

/**
 * Cases that were deleted.
 */
export type CasesDeleted = { 
/**
 * 已删除 3 件 …
 */
message: string, 
/**
 * What went.
 */
deleted: Array<DeletionLine>, 
/**
 * Files of these cases outside the store that could not be removed, with why: people look after them.
 */
left: Array<string>, 
/**
 * The certificate of deletion; none where it did not come out.
 */
certificate: Printed | null, 
/**
 * What did not succeed after the cases were gone.
 */
troubles: Array<Refusal>, 
/**
 * How it stands now.
 */
keeping: Keeping, };

/**
 * Which kind of certificate.
 */
export type CertKind = "org" | "org_employee" | "person";

/**
 * A certificate as it was read from a file or a key.
 */
export type CertificateRead = { 
/**
 * The certificate, DER in hexadecimal.
 */
der: string, 
/**
 * Serial number.
 */
serial: string, 
/**
 * The name in it.
 */
subject: string, 
/**
 * The unit in it.
 */
unit: string | null, 
/**
 * The number in it.
 */
number: string | null, 
/**
 * Who issued it.
 */
issuer: string, 
/**
 * First day.
 */
notBefore: string, 
/**
 * Last day.
 */
notAfter: string, 
/**
 * Its last day is past.
 */
expired: boolean, 
/**
 * The project whose installed CA issued it; none where none did.
 */
project: string | null, 
/**
 * Its number in the register, when it is there already.
 */
known: number | null, };

/**
 * The state of a certificate.
 */
export type CertificateState = "requested" | "current" | "expired" | "suspended" | "superseded" | "revoked_pending" | "revoked" | "wrong";

/**
 * Changing one's own password.
 */
export type ChangePassword = { 
/**
 * The password so far.
 */
old: string, 
/**
 * The new one.
 */
new: string, };

/**
 * How the application comes to the counter.
 */
export type Channel = "counter" | "mail" | "online" | "self";

/**
 * A choice: canonical word and the project's own Chinese word.
 */
export type Choice<T> = { 
/**
 * Canonical word, for instance `new`.
 */
value: T, 
/**
 * The project's word, for instance 新申请.
 */
label: string, };

/**
 * What was asked of the CA is done, by somebody's word.
 */
export type CloseRevocation = { 
/**
 * What was asked for, by its number.
 */
id: number, 
/**
 * How it is known.
 */
reason: string, };

/**
 * Who may call a command, and what its answer shows.
 */
export type CommandRights = { 
/**
 * The command.
 */
name: string, 
/**
 * Roles, in words.
 */
may: Array<string>, 
/**
 * How what it shows is covered, in words.
 */
shows: string, };

/**
 * A condition of the guide that the clerk ticks (证书已过期 …).
 */
export type ConditionInfo = { 
/**
 * Condition id.
 */
id: string, 
/**
 * In words.
 */
label: string, 
/**
 * Whether it applies to this case, or the clerk says so.
 */
on: boolean, 
/**
 * It follows from what is known, and nobody ticked it: there is nothing to tick off.
 */
implied: boolean, };

/**
 * A person's word on whether a print came out.
 */
export type ConfirmPrint = { 
/**
 * The print (`FormLine.print`, `PaperSent.print`).
 */
print: number, 
/**
 * Whether it came out.
 */
cameOut: boolean, };

/**
 * The entered content.
 */
export type Content = { 
/**
 * Project id.
 */
project: string, 
/**
 * Business type.
 */
business: Business, 
/**
 * Channel.
 */
channel: Channel, 
/**
 * Certificate kind.
 */
kind: CertKind, 
/**
 * Years.
 */
years: number | null, 
/**
 * Number of certificates.
 */
count: number, 
/**
 * Single fields by dictionary name.
 */
fields: { [key in string]: string }, 
/**
 * Rows of the employee annex.
 */
employees: Array<{ [key in string]: string }>, };

/**
 * The counter's own data, printed on slips and sheets.
 */
export type Counter = { 
/**
 * Name of the acceptance point, for instance 广州海珠受理点.
 */
name: string, 
/**
 * Its address.
 */
address: string, 
/**
 * Its telephone.
 */
phone: string, 
/**
 * This window, for instance 3号窗.
 */
window: string, };

/**
 * A key that was handed in and is neither given back nor destroyed.
 */
export type CustodyLine = { 
/**
 * The key.
 */
serial: string, 
/**
 * Whose it is; empty where nobody knows.
 */
holder: string, 
/**
 * Since when it lies here.
 */
at: string, };

/**
 * The decision that a key with something on it may be wiped for a case.
 */
export type DecideKey = { 
/**
 * The case.
 */
caseId: number, 
/**
 * The key.
 */
serial: string, 
/**
 * Why.
 */
reason: string, 
/**
 * The reviewer who agrees.
 */
beside: Beside, };

/**
 * The clerk's decision on a sample.
 */
export type DecideSample = { 
/**
 * The sample.
 */
id: number, 
/**
 * What is done with it.
 */
decision: SampleDecision, 
/**
 * Why, required for accept and reject of a 需人看.
 */
reason: string, };

/**
 * Deleting cases whose time has come.
 */
export type DeleteCases = { 
/**
 * The cases: all of them go, or none.
 */
ids: Array<number>, 
/**
 * Who agrees.
 */
beside: Beside, };

/**
 * A case that was deleted.
 */
export type DeletionLine = { 
/**
 * Running number of the deletion.
 */
id: number, 
/**
 * The case's number.
 */
number: string, 
/**
 * The day it was opened.
 */
opened: string, 
/**
 * By which rule, in words.
 */
rule: string, 
/**
 * The day since when it was due.
 */
due: string, 
/**
 * When it was deleted.
 */
at: string, 
/**
 * Who deleted it.
 */
by: string, 
/**
 * Who agreed.
 */
beside: string, 
/**
 * How much went, in words.
 */
counts: string, 
/**
 * It was deleted again on a store that came back from a backup.
 */
repeated: boolean, };

/**
 * A part of the counter and how it is.
 */
export type Device = { 
/**
 * 打印机, 扫描仪, UKey 驱动, 今日备份 …
 */
name: string, 
/**
 * Ready or not.
 */
ready: boolean, 
/**
 * 就绪, 未设置 …
 */
word: string, 
/**
 * What to do when not ready.
 */
remedy: string, };

/**
 * Devices and folders of this window.
 */
export type Devices = { 
/**
 * CUPS printer; the default one when empty.
 */
printer: string, 
/**
 * SANE device; asked each time when empty.
 */
scanner: string, 
/**
 * Resolution in dpi.
 */
scanDpi: number, 
/**
 * Folder that is watched for new scans; none when empty.
 */
watchFolder: string, 
/**
 * Folder into which PDFs are saved.
 */
printFolder: string, 
/**
 * Folder for packages to and from the CA.
 */
exchangeFolder: string, 
/**
 * PKCS #11 modules, a path each.
 */
modules: Array<string>, 
/**
 * Minutes until the screen locks.
 */
lockAfterMinutes: number, };

/**
 * A written document of a case (print, hand-over sheet, request, certificate …).
 */
export type DocumentLine = { 
/**
 * Its attachment id; bytes are `document`.
 */
id: number, 
/**
 * What it is.
 */
words: string, 
/**
 * File name.
 */
name: string, 
/**
 * When.
 */
at: string, 
/**
 * Bytes.
 */
bytes: number, 
/**
 * This account looks at it in the window without more; otherwise it says what for.
 */
looks: boolean, 
/**
 * This account gets the file itself without more.
 */
saves: boolean, };

/**
 * A sentence about what was done.
 */
export type Done = { 
/**
 * In words.
 */
message: string, };

/**
 * A number that was drawn.
 */
export type DrawnNumber = { 
/**
 * The number.
 */
number: number, 
/**
 * How many are called before it.
 */
before: number, };

/**
 * What holds on this machine around the processes that load a vendor's module, as one of them found out. System calls
 * are not held back there: nobody knows which a driver needs.
 */
export type DriverWalls = { 
/**
 * Memory and files are bounded (内存).
 */
limits: boolean, 
/**
 * The store and the clerk's own folders cannot be reached (文件): landlock.
 */
files: boolean, 
/**
 * 驱动隔离：内存 · 文件
 */
word: string, };

/**
 * A changed account.
 */
export type EditAccount = { 
/**
 * The account.
 */
id: number, 
/**
 * The person's name.
 */
name: string, 
/**
 * Roles.
 */
roles: Array<RoleName>, 
/**
 * May sign in.
 */
active: boolean, 
/**
 * A new password; unchanged when empty. Its owner changes it at the next sign-in.
 */
password: string, 
/**
 * Who agrees, where it takes two.
 */
beside: Beside | null, };

/**
 * Edits a sample: crop, turn, colour. The sample as it was cut is kept.
 */
export type EditSample = { 
/**
 * The sample.
 */
id: number, 
/**
 * What is to be done to it as it was cut; all nothing gives it back.
 */
edit: SampleEdit, };

/**
 * A certificate that came from elsewhere, to be entered.
 */
export type EnterCertificate = { 
/**
 * The project.
 */
project: string, 
/**
 * Which kind of certificate; none as long as nobody has said.
 */
kind: CertKind | null, 
/**
 * The certificate itself, DER in hexadecimal; empty where only its paper is at hand. What stands in it goes
 * before what was typed.
 */
der: string, 
/**
 * Name of the unit.
 */
unitName: string, 
/**
 * The unit's unified code, or its organisation code.
 */
unitCode: string, 
/**
 * Name of the person.
 */
personName: string, 
/**
 * The person's number.
 */
personCode: string, 
/**
 * Serial number, hexadecimal.
 */
serial: string, 
/**
 * The issuer's name.
 */
issuer: string, 
/**
 * First day.
 */
notBefore: string, 
/**
 * Last day.
 */
notAfter: string, 
/**
 * Serial number of the key that it is on.
 */
key: string, 
/**
 * Model of the key.
 */
keyModel: string, 
/**
 * How it came to these books, in words: from which counter, on whose word.
 */
origin: string, };

/**
 * Handing one person's data out.
 */
export type ExportPerson = { 
/**
 * The whole name; may be left out beside a number.
 */
name: string, 
/**
 * The whole number of the document; may be left out beside a name that is one person's.
 */
idNo: string, 
/**
 * What for.
 */
purpose: Purpose, 
/**
 * The same in words; required for [`Purpose::Other`].
 */
words: string, 
/**
 * With scans and documents.
 */
papers: boolean, 
/**
 * Who agrees, where it takes two.
 */
beside: Beside | null, };

/**
 * Packages that were written.
 */
export type Exported = { 
/**
 * In words.
 */
message: string, 
/**
 * The files, with what is in each.
 */
files: Array<string>, };

/**
 * A fate with its word.
 */
export type FateChoice = { 
/**
 * Which.
 */
fate: KeyFate, 
/**
 * 退回库存，清空后再用.
 */
word: string, };

/**
 * A line of the fee.
 */
export type FeeLine = { 
/**
 * 证书年服务费
 */
item: string, 
/**
 * 200 元/年/张 × 3 年
 */
words: string, 
/**
 * Amount in 分.
 */
cents: number, };

/**
 * The fee.
 */
export type FeeView = { 
/**
 * Total in 分; none when the guide states none and nothing was typed.
 */
totalCents: number | null, 
/**
 * The guide states it; otherwise the clerk typed it and it is marked so.
 */
stated: boolean, 
/**
 * `200×3＋100＝700元`
 */
formula: string, 
/**
 * 柒佰元整
 */
capital: string, 
/**
 * Its lines.
 */
lines: Array<FeeLine>, 
/**
 * The guide's rule in its own words and where it stands.
 */
source: string, 
/**
 * Why there is no fee (6 years …), when refused.
 */
refused: Finding | null, 
/**
 * How it is paid; none where nobody has said.
 */
payment: Payment | null, 
/**
 * The guide's payment rule, for instance 私人汇款概不受理.
 */
paymentNote: string, };

/**
 * What changed in a field.
 */
export type FieldChange = { 
/**
 * The field, in the form's words.
 */
label: string, 
/**
 * What it said; empty where nothing was typed.
 */
before: string, 
/**
 * What it says now.
 */
now: string, };

/**
 * A group of fields, as headed on the form.
 */
export type FieldGroup = { 
/**
 * Group id.
 */
id: string, 
/**
 * 申请单位基本资料
 */
title: string, 
/**
 * Its fields.
 */
fields: Array<FieldInfo>, };

/**
 * A field of the intake form.
 */
export type FieldInfo = { 
/**
 * Dictionary name.
 */
id: string, 
/**
 * The form's own label.
 */
label: string, 
/**
 * How much it is needed.
 */
need: Need, 
/**
 * Group of which one must be filled.
 */
oneOf: string | null, 
/**
 * Digits and codes: show in the code face, grouped by these lengths (18 → 2-6-9-1).
 */
groups: Array<number>, 
/**
 * Options when it is a choice.
 */
options: Array<Choice<string>>, 
/**
 * Most characters it takes.
 */
maxLength: number, 
/**
 * A short word beside it.
 */
note: string | null, 
/**
 * Takes the whole row.
 */
wide: boolean, 
/**
 * Derived from another field unless typed, for instance 取自信用代码.
 */
derivedFrom: string | null, };

/**
 * Filing a page by hand.
 */
export type FilePage = { 
/**
 * The page.
 */
pageId: number, 
/**
 * The case.
 */
caseId: number, 
/**
 * Form id or material row id.
 */
form: string, 
/**
 * Page of the form, from 1.
 */
page: number, 
/**
 * Copy, from 1.
 */
copy: number, };

/**
 * Where backups are looked for.
 */
export type FindBackups = { 
/**
 * A backup, or a folder that holds some.
 */
folder: string, };

/**
 * Somebody is looked for.
 */
export type FindPerson = { 
/**
 * The whole name; may be left out beside a number.
 */
name: string, 
/**
 * The whole number of the document; may be left out beside a name.
 */
idNo: string, 
/**
 * What for.
 */
purpose: Purpose, 
/**
 * The same in words; required for [`Purpose::Other`].
 */
words: string, };

/**
 * What a check has to say.
 */
export type Finding = { 
/**
 * Stable code.
 */
code: string, 
/**
 * How much it weighs.
 */
severity: Severity, 
/**
 * The field it is about (`employees.0.user_id_no` in the annex).
 */
field: string | null, 
/**
 * What is wrong and what would be right.
 */
message: string, 
/**
 * What to do next.
 */
remedy: string, 
/**
 * A value to take over, offered as 改为 … beside 保留原样.
 */
suggestion: string | null, 
/**
 * Whether the clerk has decided to keep what was typed.
 */
kept: boolean, };

/**
 * What is wrong with a project folder, and where.
 */
export type FolderProblem = { 
/**
 * Stable code.
 */
code: string, 
/**
 * The project is left out; otherwise one part of it is missing.
 */
leftOut: boolean, 
/**
 * The file.
 */
file: string, 
/**
 * Line from 1, where the problem stands in a text.
 */
line: number | null, 
/**
 * Column from 1, in characters.
 */
column: number | null, 
/**
 * What is wrong.
 */
message: string, 
/**
 * What to do.
 */
remedy: string, };

/**
 * A form that this case prints.
 */
export type FormLine = { 
/**
 * Form id, for instance `f-ylbx-1`.
 */
id: string, 
/**
 * 《单位法人数字证书申请表》
 */
title: string, 
/**
 * Copies to print.
 */
copies: number, 
/**
 * Where the number of copies comes from, or that it is assumed.
 */
copiesNote: string, 
/**
 * There is a paper of it that shows the present content: `state` is `printed` or `saved`.
 */
printed: boolean, 
/**
 * Pages of one copy as printed with the present content, so that a missing one is told; 0 before.
 */
pages: number, 
/**
 * What became of its newest print.
 */
state: PrintState, 
/**
 * 已按现在的内容打印, 等打印机回话 …
 */
stateWord: string, 
/**
 * The newest print of the present content, to be named when a person says whether it came out.
 */
print: number | null, 
/**
 * What the printer said and what to do about it, when it did not come out or nobody knows.
 */
said: Finding | null, 
/**
 * What stands on this form, by the names of `CaseView.onPaper`: a change of any of it makes another paper.
 */
fields: Array<string>, };

/**
 * Whether something may be done now, and if not, why not.
 */
export type Gate = { 
/**
 * May be done now.
 */
open: boolean, 
/**
 * Why not, and what to do about it; empty when open.
 */
reason: string, };

/**
 * What the roles see of a group of fields, in words.
 */
export type GroupRights = { 
/**
 * Its stable word.
 */
word: string, 
/**
 * 证件号码 …
 */
name: string, 
/**
 * In lists, whoever looks.
 */
lists: string, 
/**
 * On the pages of a case, 受理员.
 */
clerk: string, 
/**
 * 复核员
 */
reviewer: string, 
/**
 * 制证员
 */
keyClerk: string, 
/**
 * 管理员
 */
admin: string, };

/**
 * Handing over, and the question what still stands in its way.
 */
export type HandOver = { 
/**
 * The case.
 */
id: number, 
/**
 * How it leaves.
 */
leaving: Leaving, 
/**
 * PINs that the customer typed; none where the keys keep theirs.
 */
pins: Array<KeyPin>, 
/**
 * Ids of the checks that were ticked.
 */
seen: Array<string>, };

/**
 * Whom the case knows as the one to fetch.
 */
export type HandOverApplicant = { 
/**
 * 经办人, 申请人.
 */
role: string, 
/**
 * Name; empty when the form asked for none.
 */
name: string, 
/**
 * The number in the case, masked; empty when the form asked for none.
 */
idNo: string, 
/**
 * Telephone.
 */
phone: string, };

/**
 * A certificate on a key that is handed over.
 */
export type HandOverCertificate = { 
/**
 * 证书, or 加密证书 of a recovered encryption key.
 */
word: string, 
/**
 * Subject.
 */
subject: string, 
/**
 * Serial number.
 */
serial: string, 
/**
 * Issuer.
 */
issuer: string, 
/**
 * First day.
 */
notBefore: string, 
/**
 * Last day.
 */
notAfter: string, };

/**
 * What a hand-over as filled in so far still lacks.
 */
export type HandOverChecked = { 
/**
 * Whether it may be done, and the first thing in its way.
 */
may: Gate, 
/**
 * Where that is: `name`, `id-no`, `tick-person`, `pin:12` …; none where it lies elsewhere.
 */
at: string | null, 
/**
 * What is wrong with what was filled in, by field; empty fields are told by the gate alone.
 */
findings: Array<Finding>, };

/**
 * A key that is handed over.
 */
export type HandOverKey = { 
/**
 * Its job.
 */
jobId: number, 
/**
 * Whose it is.
 */
holder: string, 
/**
 * 副锁 1，主锁 …0A7F: how it hangs on the first.
 */
link: string | null, 
/**
 * Serial number of the key.
 */
serial: string, 
/**
 * What it is handed over for where no certificate was written: 已解锁并验证.
 */
note: string, 
/**
 * Certificates written by this case.
 */
certificates: Array<HandOverCertificate>, 
/**
 * How its PIN is known.
 */
pin: PinState, 
/**
 * The same in words.
 */
pinWord: string, };

/**
 * What is handed over and how it may be done.
 */
export type HandOverPlan = { 
/**
 * The keys that go over the counter.
 */
keys: Array<HandOverKey>, 
/**
 * Why there is none, where there is none.
 */
nothing: string | null, 
/**
 * The ways, the usual one first.
 */
ways: Array<HandOverWay>, 
/**
 * Who is expected.
 */
applicant: HandOverApplicant, 
/**
 * What is known about posting.
 */
posting: Posting, };

/**
 * Something that must be seen before the case leaves.
 */
export type HandOverTick = { 
/**
 * What to send back when it was seen.
 */
id: string, 
/**
 * What must be seen, in words.
 */
words: string, };

/**
 * The hand-over as prepared, and as done.
 */
export type HandOverView = { 
/**
 * The case.
 */
case: CaseView, 
/**
 * What is handed over and how.
 */
plan: HandOverPlan, 
/**
 * Whether this account may hand it over now.
 */
mayHandOver: Gate, 
/**
 * Warns that a key would leave with the PIN that the guide names.
 */
defaultPin: string | null, 
/**
 * What was done, once it was.
 */
done: HandedOver | null, 
/**
 * PINs drawn at random, told once after the hand-over.
 */
pinOnce: string | null, 
/**
 * The sheet.
 */
sheet: DocumentLine | null, 
/**
 * What became of its print.
 */
sheetState: PrintState | null, 
/**
 * What went wrong with the sheet's printing, with the remedy.
 */
note: string | null, };

/**
 * One of the ways open to a case.
 */
export type HandOverWay = { 
/**
 * Which.
 */
way: LeavingWay, 
/**
 * 经办人本人领, 他人代领, 邮寄, 直接办结.
 */
word: string, 
/**
 * What must be seen first.
 */
ticks: Array<HandOverTick>, 
/**
 * Jobs for whose keys the customer may set a PIN now; none where no PIN is asked.
 */
pinsOf: Array<number>, 
/**
 * What becomes of PINs that the customer does not set; empty where there is none.
 */
pinNote: string, };

/**
 * What was done.
 */
export type HandedOver = { 
/**
 * 已交付 2 把 UKey; 已邮寄 1 把 UKey; 已办结，本件没有 UKey.
 */
title: string, 
/**
 * How it left.
 */
lines: Array<HandedOverLine>, 
/**
 * When.
 */
at: string, };

/**
 * One line of what was done.
 */
export type HandedOverLine = { 
/**
 * 领取人, 证件号码, 快递单号 …
 */
what: string, 
/**
 * The words.
 */
words: string, };

/**
 * Something found.
 */
export type Hit = { 
/**
 * What it is.
 */
kind: HitKind, 
/**
 * Case id or customer id.
 */
id: number, 
/**
 * Name.
 */
title: string, 
/**
 * Number, state, masked codes.
 */
detail: string, };

/**
 * What a hit is.
 */
export type HitKind = "case" | "customer";

/**
 * A folder of answers.
 */
export type ImportFolder = { 
/**
 * The folder; the folder `answers` in the exchange folder when empty.
 */
folder: string, };

/**
 * What came of an import.
 */
export type Imported = { 
/**
 * Pages, in order.
 */
pages: Array<PageLine>, 
/**
 * Files or pages that could not be read; the rest went on.
 */
findings: Array<Finding>, 
/**
 * Pages that are kept at this window until the hall's server is back. 暂存
 */
spooled: number, };

/**
 * A text to be installed.
 */
export type InstallAgreement = { 
/**
 * Project id.
 */
project: string, 
/**
 * The agreement's id in the project.
 */
agreement: string, 
/**
 * The authority's word for the version.
 */
version: string, 
/**
 * The authority's date of the text.
 */
dated: string, 
/**
 * The whole text, as it was read.
 */
text: string, };

/**
 * The projects at hand, their agreements, and folders that could not be used.
 */
export type Installed = { 
/**
 * The projects, by id.
 */
projects: Array<InstalledProject>, 
/**
 * What is wrong with project folders.
 */
problems: Array<FolderProblem>, 
/**
 * The folder for the counter's own projects, beside the store's files.
 */
folder: string, };

/**
 * A project at hand.
 */
export type InstalledProject = { 
/**
 * Project id.
 */
id: string, 
/**
 * Full name.
 */
name: string, 
/**
 * The certificate authority.
 */
ca: string, 
/**
 * Version of its data.
 */
version: string, 
/**
 * Number of its forms.
 */
forms: number, 
/**
 * The counter's own, from the folder beside the store; otherwise it came with the program.
 */
own: boolean, 
/**
 * Its long agreements.
 */
agreements: Array<AgreementLine>, 
/**
 * Why its contracts may be printed without their articles today, where an administrator has put it down.
 */
permitted: PrintPermission | null, };

/**
 * What holds on this machine around the processes that read files from outside, as one of them found out.
 */
export type Isolation = { 
/**
 * The part that reads files starts; without it no file is read.
 */
reader: boolean, 
/**
 * Memory, time and files are bounded (内存/时间).
 */
limits: boolean, 
/**
 * Nothing on the disk can be reached (文件): landlock.
 */
files: boolean, 
/**
 * What may be asked of the system is a short list (系统调用): seccomp.
 */
calls: boolean, 
/**
 * 隔离：内存/时间 · 文件 · 系统调用
 */
word: string, 
/**
 * What is missing, and what that means; empty when everything holds.
 */
remedy: string, 
/**
 * What holds around the drivers of keys.
 */
drivers: DriverWalls, };

/**
 * What an item of the check is.
 */
export type ItemKind = "field" | "paper" | "material" | "sample";

/**
 * Where a job is worked on that is not worked on here.
 */
export type JobElsewhere = { 
/**
 * What the window is called at the counter.
 */
window: string, 
/**
 * Who works there.
 */
name: string, 
/**
 * When last, `HH:MM`, local time.
 */
at: string, 
/**
 * A step was begun there and may still be going on.
 */
underWay: boolean, };

/**
 * Joining a hall.
 */
export type JoinHall = { 
/**
 * The folder of this window's ticket.
 */
ticket: string, 
/**
 * Login name of somebody whom the hall knows.
 */
login: string, 
/**
 * Password.
 */
password: string, };

/**
 * Keeps what a printer does to a page.
 */
export type KeepCalibration = { 
/**
 * The printer.
 */
printer: string, 
/**
 * What it does.
 */
put: PutAt, 
/**
 * It was read from a scan.
 */
scanned: boolean, };

/**
 * What is kept until when.
 */
export type Keeping = { 
/**
 * What may go now, longest due first.
 */
due: Array<KeepingLine>, 
/**
 * How many may go, shown or not.
 */
dueCount: number, 
/**
 * What may go next, or what was asked for and may not go.
 */
waits: Array<KeepingLine>, 
/**
 * What was deleted, newest first.
 */
deleted: Array<DeletionLine>, 
/**
 * How many were deleted, shown or not.
 */
deletedCount: number, };

/**
 * Asking what is kept until when.
 */
export type KeepingAsked = { 
/**
 * A number, a name: how the cases stand that it finds. The next to go when empty.
 */
text: string, };

/**
 * A case with its time of keeping.
 */
export type KeepingLine = { 
/**
 * The case.
 */
id: number, 
/**
 * Its number.
 */
number: string, 
/**
 * Whose, as lists show it.
 */
title: string, 
/**
 * The project's short name.
 */
project: string, 
/**
 * 已领取 …
 */
stateWord: string, 
/**
 * How it stands.
 */
standing: KeepingState, 
/**
 * By which rule, or why it is kept, in words.
 */
why: string, 
/**
 * The day from which on it may go, `YYYY-MM-DD`; empty where there is none.
 */
day: string, };

/**
 * How a case stands with its time of keeping.
 */
export type KeepingState = "due" | "waits" | "kept";

/**
 * Where all of what was typed into a case is kept.
 */
export type Kept = "books" | "spool";

/**
 * A plugged-in key with what the books know of it.
 */
export type KeyAtHand = { 
/**
 * Its record.
 */
token: TokenLine, 
/**
 * Certificates of the register that lie on it, newest first.
 */
known: Array<KnownOnKey>, 
/**
 * Certificates on it that the register does not know.
 */
strangers: Array<CertificateRead>, };

/**
 * A case on the key desk.
 */
export type KeyDesk = { 
/**
 * The case.
 */
case: CaseView, 
/**
 * Its jobs.
 */
jobs: Array<KeyJob>, 
/**
 * Requests, certificates and packages.
 */
documents: Array<DocumentLine>, 
/**
 * Whether this account may work on it.
 */
mayWork: Gate, 
/**
 * Practice store: the training CA may answer.
 */
trainingCa: boolean, };

/**
 * What becomes of a key when its case is given up.
 */
export type KeyFate = "customer" | "stock" | "kept" | "destroyed";

/**
 * The next step of a job.
 */
export type KeyGo = { 
/**
 * The job.
 */
jobId: number, 
/**
 * The step that the screen shows as next; another one is refused, so that nothing is done unseen.
 */
step: KeyStepName | null, 
/**
 * The chosen key; may be empty when exactly one is plugged in.
 */
serial: string, 
/**
 * New PIN (unlock), typed by the customer; drawn at random when empty.
 */
newPin: string, 
/**
 * The present PIN of the customer's own key, when asked for.
 */
pin: string, 
/**
 * SO PIN, when asked for.
 */
soPin: string, 
/**
 * The clerk has said once more that a last try may be taken.
 */
confirmLastTry: boolean, };

/**
 * One certificate to make (or key to unlock) of a case.
 */
export type KeyJob = { 
/**
 * Job id.
 */
id: number, 
/**
 * Whose: the unit's name, or the employee's.
 */
holder: string, 
/**
 * What is applied for at this one: the business type.
 */
business: Business, 
/**
 * The same in the project's words: 更新 贰年.
 */
what: string, 
/**
 * That it belongs to the first key of the case (副证, 副锁), in words.
 */
link: string | null, 
/**
 * Serial of the key it is bound to.
 */
serial: string | null, 
/**
 * The journal.
 */
steps: Array<KeyStepLine>, 
/**
 * The step that comes next; none when done.
 */
next: KeyStepName | null, 
/**
 * What the primary button says: 下一步：…
 */
nextWord: string, 
/**
 * Whether it can be taken now (waits for the CA, no key …).
 */
mayGoOn: Gate, 
/**
 * The next step needs a CA's answer file.
 */
waitsForFile: boolean, 
/**
 * The next step needs a new PIN from the customer (unlock).
 */
asksNewPin: boolean, 
/**
 * The next step needs the present PIN from the customer (a further certificate on the customer's own key).
 */
asksPin: boolean, 
/**
 * The next step needs the SO PIN typed, because this store has none for the key.
 */
asksSoPin: boolean, 
/**
 * The next step needs the SO PIN that this store opens to two people only, and nobody else has agreed yet.
 */
asksBeside: boolean, 
/**
 * What the certificate that came cannot be compared with, or why it is shorter, in words: the key clerk confirms
 * it before it is written. None where nothing is to be confirmed.
 */
termToConfirm: string | null, 
/**
 * How often its PIN letter was printed; none where there is no first PIN to tell.
 */
letters: number | null, 
/**
 * The other window of the hall where it is worked on; it may be taken over from there.
 */
elsewhere: JobElsewhere | null, 
/**
 * All steps are done.
 */
done: boolean, };

/**
 * A key model that is known.
 */
export type KeyModel = { 
/**
 * Its name.
 */
name: string, 
/**
 * Who makes it.
 */
maker: string, 
/**
 * The driver as it stands in the list of modules; none while it is still to be installed.
 */
module: string | null, 
/**
 * PIN in words: 6 到 8 位数字，输错 3 次锁死.
 */
pin: string, };

/**
 * The customer's own PIN for one key.
 */
export type KeyPin = { 
/**
 * The key's job.
 */
jobId: number, 
/**
 * As typed, twice the same; empty leaves the key with the PIN it has.
 */
newPin: string, };

/**
 * Where a key may be put down to be.
 */
export type KeyPlaceChoice = { 
/**
 * Where.
 */
place: KeyWhere, 
/**
 * 收回旧 UKey …
 */
word: string, 
/**
 * A reviewer stands beside.
 */
beside: boolean, };

/**
 * Whose a plugged-in key is by the counter's own books.
 */
export type KeyPresence = "blank" | "ours" | "foreign" | "unreadable" | "this_case";

/**
 * The queue of the key desk.
 */
export type KeyQueue = { 
/**
 * Cases, with the step each stands at in `note`.
 */
cases: Array<CaseRow>, };

/**
 * What becomes of one key.
 */
export type KeySettled = { 
/**
 * Its job.
 */
jobId: number, 
/**
 * Its fate.
 */
fate: KeyFate, };

/**
 * A step of the journal of a key job.
 */
export type KeyStepLine = { 
/**
 * Which.
 */
step: KeyStepName, 
/**
 * 在 UKey 内生成密钥对
 */
word: string, 
/**
 * Where it stands.
 */
state: StepState, 
/**
 * When it was done.
 */
at: string | null, 
/**
 * What came of it.
 */
detail: string, 
/**
 * What happens when the key is pulled now.
 */
ifPulled: string, 
/**
 * Whether its key must be plugged in; of any other step the key may be pulled.
 */
needsKey: boolean, };

/**
 * A step of a key job (see `token::KeyStep`).
 */
export type KeyStepName = "match-serial" | "initialise" | "set-user-pin" | "prove-unlock" | "generate-key-pair" | "request" | "export" | "import" | "write-certificate" | "read-back" | "prove" | "import-encryption-key" | "write-encryption-certificate" | "prove-encryption" | "label" | "hand-over";

/**
 * A key whose fate has to be said.
 */
export type KeyToSettle = { 
/**
 * Its job.
 */
jobId: number, 
/**
 * Its serial number.
 */
serial: string, 
/**
 * Whose it is.
 */
holder: string, 
/**
 * What may become of it, the usual one first.
 */
fates: Array<FateChoice>, };

/**
 * All keys waiting to be made, and what was finished today.
 */
export type KeyTray = { 
/**
 * The keys in their order.
 */
lines: Array<TrayLine>, 
/**
 * How many can be worked on now.
 */
ready: number, 
/**
 * How many wait for the CA.
 */
waits: number, 
/**
 * How many stopped in the middle of a step.
 */
stopped: number, 
/**
 * How many were left for later.
 */
skipped: number, 
/**
 * How many were finished today.
 */
done: number, };

/**
 * What came of a step.
 */
export type KeyWent = { 
/**
 * The desk after it.
 */
desk: KeyDesk, 
/**
 * In words.
 */
message: string, 
/**
 * Where it is put down what was done on the key.
 */
kept: Kept, 
/**
 * A random PIN, told once.
 */
pinOnce: string | null, 
/**
 * A file written (request package).
 */
file: string | null, 
/**
 * What the checks say (foreign certificate …); then nothing was written.
 */
findings: Array<Finding>, };

/**
 * Where a key is.
 */
export type KeyWhere = "stock" | "window" | "handed_over" | "posted" | "returned" | "destroyed";

/**
 * The keys that are plugged in.
 */
export type KeysAtHand = { 
/**
 * The state of the place where keys are plugged in, in words.
 */
word: string, 
/**
 * What to do about it; empty when nothing is.
 */
remedy: string, 
/**
 * The keys.
 */
keys: Array<KeyAtHand>, };

/**
 * A certificate kind of a project and what may be done with it.
 */
export type KindInfo = { 
/**
 * Which.
 */
value: CertKind, 
/**
 * 单位法人数字证书
 */
label: string, 
/**
 * Business types offered for it.
 */
businesses: Array<BusinessInfo>, };

/**
 * A certificate of the register that lies on a plugged-in key.
 */
export type KnownOnKey = { 
/**
 * Whose it is, the person and the unit.
 */
holder: string, 
/**
 * Its line.
 */
line: LedgerLine, };

/**
 * How a case leaves, with what was typed about it.
 */
export type Leaving = { "way": "applicant", 
/**
 * Name on the document shown.
 */
name: string, 
/**
 * Its number.
 */
idNo: string, } | { "way": "other", 
/**
 * Name on the document shown.
 */
name: string, 
/**
 * Its number.
 */
idNo: string, 
/**
 * First day of the authorisation.
 */
authorisedFrom: string, 
/**
 * Its last day.
 */
authorisedUntil: string, } | { "way": "posted", 
/**
 * To whom.
 */
recipient: string, 
/**
 * That person's telephone.
 */
phone: string, 
/**
 * Where to.
 */
address: string, 
/**
 * With whom it is sent.
 */
courier: string, 
/**
 * The courier's number of the parcel.
 */
tracking: string, 
/**
 * Who pays.
 */
postage: Postage | null, } | { "way": "nothing" };

/**
 * A way in which a case leaves the counter.
 */
export type LeavingWay = "applicant" | "other" | "posted" | "nothing";

/**
 * The ledger as far as it was looked for.
 */
export type Ledger = { 
/**
 * Units with their people behind them.
 */
holders: Array<LedgerHolder>, 
/**
 * How many holders were found in all.
 */
found: number, };

/**
 * A business that the project offers for a certificate.
 */
export type LedgerAct = { 
/**
 * Which.
 */
business: Business, 
/**
 * The project's word.
 */
word: string, 
/**
 * Whether it may be begun now.
 */
may: Gate, };

/**
 * What is looked for in the ledger.
 */
export type LedgerAsked = { 
/**
 * Words, each of them part of a name, pinyin initials, a code, a serial number or a case number; everybody when
 * empty.
 */
text: string, };

/**
 * A certificate of the ledger, opened.
 */
export type LedgerEntry = { 
/**
 * Its line.
 */
line: LedgerLine, 
/**
 * The project.
 */
project: string, 
/**
 * Which kind of certificate.
 */
kind: CertKind, 
/**
 * Whose it is.
 */
holder: string, 
/**
 * Unified code; a person's number with its ends only.
 */
holderCode: string, 
/**
 * The holder to be named in `unmask`, where the number is covered.
 */
holderCovered: number | null, 
/**
 * The unit of a person.
 */
unit: string | null, 
/**
 * The name in it.
 */
subject: string, 
/**
 * Who issued it.
 */
issuer: string, 
/**
 * Serial number of the key that it is on.
 */
key: string | null, 
/**
 * Model of the key; empty where nobody knows.
 */
keyModel: string, 
/**
 * Where the key is; none where nobody knows.
 */
keyPlace: KeyWhere | null, 
/**
 * The same in words.
 */
keyPlaceWord: string, 
/**
 * Where the key may be put down to be: value and word.
 */
keyPlaces: Array<KeyPlaceChoice>, 
/**
 * What may be begun from here, in the project's words.
 */
acts: Array<LedgerAct>, 
/**
 * It may be asked for to count again.
 */
mayResume: Gate, 
/**
 * It may be put down that the CA has revoked it of its own accord.
 */
mayRecordRevoked: Gate, 
/**
 * What happened to it, oldest first.
 */
life: Array<LifeLine>, };

/**
 * A holder with keys and certificates.
 */
export type LedgerHolder = { 
/**
 * Its number in the register.
 */
id: number, 
/**
 * Name.
 */
name: string, 
/**
 * Unified code; a person's number with its ends only.
 */
code: string, 
/**
 * The unit of a person.
 */
unit: string | null, 
/**
 * The keys; what lies on none comes last.
 */
keys: Array<LedgerKey>, };

/**
 * A key with the certificates on it.
 */
export type LedgerKey = { 
/**
 * Serial number; none for what lies on no key that these books know.
 */
serial: string | null, 
/**
 * Model; empty where nobody knows.
 */
model: string, 
/**
 * Where it is.
 */
place: KeyWhere | null, 
/**
 * 已面交客户, 已交回 …
 */
placeWord: string, 
/**
 * Since when; empty where nobody knows.
 */
since: string, 
/**
 * The certificates, newest first.
 */
certificates: Array<LedgerLine>, };

/**
 * A certificate in the ledger, as a line of its holder.
 */
export type LedgerLine = { 
/**
 * Its number in the register; none for one that the CA was only asked for.
 */
id: number | null, 
/**
 * The case that asks for it, where it is not there yet.
 */
caseId: number | null, 
/**
 * Serial number; that of the case where it is not there yet.
 */
serial: string, 
/**
 * Its last characters, by which people tell certificates apart.
 */
tail: string, 
/**
 * 网证通 × 广东养老保险
 */
projectName: string, 
/**
 * 单位法人数字证书
 */
kindWord: string, 
/**
 * First day; empty where it is not there yet.
 */
notBefore: string, 
/**
 * Last day; empty where it is not there yet.
 */
notAfter: string, 
/**
 * How much of its life is over, in percent.
 */
lived: number, 
/**
 * Its state.
 */
state: CertificateState, 
/**
 * 在用, 已注销 …
 */
stateWord: string, 
/**
 * It came from another counter, or from before.
 */
foreign: boolean, };

/**
 * A line of the life of a certificate.
 */
export type LifeLine = { 
/**
 * When.
 */
at: string, 
/**
 * What happened, in words.
 */
words: string, 
/**
 * The case.
 */
caseId: number | null, 
/**
 * Its number.
 */
caseNumber: string | null, };

/**
 * A case linked with another.
 */
export type LinkedCase = { 
/**
 * The case.
 */
id: number, 
/**
 * Its number.
 */
number: string, 
/**
 * Where it stands.
 */
state: CaseState, 
/**
 * Its word.
 */
stateWord: string, };

/**
 * A filtered list of cases (archive, queues).
 */
export type ListCases = { 
/**
 * Only these states; all when empty.
 */
states: Array<CaseState>, 
/**
 * Text as in the look-up; all when empty.
 */
text: string, 
/**
 * At most so many, newest first.
 */
limit: number, };

/**
 * A record, opened: pages to be seen, or parts to be read; one of the two is empty.
 */
export type Look = { 
/**
 * What it is.
 */
of: LookOf, 
/**
 * Its id.
 */
id: number, 
/**
 * Its name: that of the file, or what the page or sample is.
 */
name: string, 
/**
 * Its pages.
 */
pages: Array<LookSheet>, 
/**
 * What can be read of it.
 */
parts: Array<LookPart>, 
/**
 * Whether it can be printed from here.
 */
mayPrint: Gate, };

/**
 * A record to be looked at.
 */
export type LookAt = { 
/**
 * What it is.
 */
of: LookOf, 
/**
 * Its id.
 */
id: number, };

/**
 * A line to be read: what it is, and its value.
 */
export type LookLine = { 
/**
 * 颁发给, 序列号 …; empty for a line of text.
 */
label: string, 
/**
 * The value, or the line itself.
 */
value: string, };

/**
 * What kind of record is looked at.
 */
export type LookOf = "document" | "page" | "sample";

/**
 * A page of what is looked at, as picture. Only what was opened with `lookAt` has one.
 */
export type LookPage = { 
/**
 * What it is.
 */
of: LookOf, 
/**
 * Its id.
 */
id: number, 
/**
 * Page, from 1.
 */
page: number, 
/**
 * Dots per inch.
 */
dpi: number, };

/**
 * A part of what can be read.
 */
export type LookPart = { 
/**
 * 数字证书, 证书请求, 文件内容 …
 */
title: string, 
/**
 * Its lines.
 */
lines: Array<LookLine>, };

/**
 * A page that can be looked at.
 */
export type LookSheet = { 
/**
 * What this page is, where it has a name of its own: 清理后, 扫描原样.
 */
title: string, 
/**
 * Width in points.
 */
width: number, 
/**
 * Height in points.
 */
height: number, 
/**
 * The words on it, for searching; none on a picture.
 */
words: Array<LookWord>, };

/**
 * What was looked for.
 */
export type LookUp = { 
/**
 * Barcode, number, code, name, pinyin initials, phone, key serial.
 */
text: string, };

/**
 * A run of letters on a page and where it stands, in points from the upper left corner.
 */
export type LookWord = { 
/**
 * The letters.
 */
text: string, 
/**
 * Left.
 */
x: number, 
/**
 * Top.
 */
y: number, 
/**
 * Width.
 */
w: number, 
/**
 * Height.
 */
h: number, };

/**
 * A key for the safe is to be made.
 */
export type MakeRecoveryKey = { 
/**
 * Who agrees, where it takes two.
 */
beside: Beside | null, 
/**
 * The administrator's own password.
 */
password: string, 
/**
 * In two halves, for two people.
 */
inHalves: boolean, 
/**
 * Printed as well, on the chosen printer.
 */
print: boolean, };

/**
 * Who makes what is applied for, when it is not made here.
 */
export type Making = { 
/**
 * CA 制作并寄出 …
 */
word: string, 
/**
 * What happens then, for the clerk to tell the applicant.
 */
words: string, 
/**
 * Where that stands; shown under 依据.
 */
source: string, };

/**
 * One mark of a material: what the clerk must have seen.
 */
export type Mark = "copies" | "seal" | "original" | "signature";

/**
 * A line of the materials checklist.
 */
export type MaterialLine = { 
/**
 * Row id of the guide's table.
 */
id: string, 
/**
 * The material.
 */
material: string, 
/**
 * Number of copies in words; 指南未写明 when the guide is silent.
 */
copies: string, 
/**
 * Marks that must be ticked.
 */
needed: Array<Mark>, 
/**
 * Marks that have been ticked.
 */
seen: Array<Mark>, 
/**
 * Condition or note.
 */
note: string, 
/**
 * The guide's own words, shown where 依据 is opened.
 */
quote: string, 
/**
 * Where they stand, in words.
 */
place: string, 
/**
 * Every needed mark is ticked.
 */
complete: boolean, };

/**
 * A measure of a sample, with its own mark.
 */
export type Measure = { 
/**
 * What is measured.
 */
kind: MeasureKind, 
/**
 * The same in words.
 */
name: string, 
/**
 * 40.1 mm
 */
value: string, 
/**
 * What is usual, with where that comes from when the guide does not state it; empty where nothing is.
 */
usual: string, 
/**
 * What its findings make of it.
 */
mark: MeasureMark, };

/**
 * What is measured of a sample, in the order in which the measures stand.
 */
export type MeasureKind = "diameter" | "sides" | "turn" | "shape" | "colour" | "coverage" | "sharpness" | "on_line" | "paper";

/**
 * What the findings that speak of a measure make of it.
 */
export type MeasureMark = "ok" | "warn" | "refuse";

/**
 * How much a field is needed.
 */
export type Need = "required" | "one_of" | "optional";

/**
 * A PIN that a customer has typed, to be looked at before it is set.
 */
export type NewPin = { 
/**
 * As typed.
 */
newPin: string, };

/**
 * What others did meanwhile.
 */
export type News = { 
/**
 * Another text whenever another window of the hall, or another program on this store, has written.
 */
mark: string, 
/**
 * Set as long as nothing can be written.
 */
onlyReads: OnlyReads | null, 
/**
 * What this window keeps until it is in the books.
 */
spool: SpoolCounts, };

/**
 * What has to be done next with a case, as a command that will succeed or as what is still wanted for it.
 */
export type NextStep = "fill" | "print" | "confirm_print" | "scan" | "materials" | "fee" | "samples" | "submit" | "review" | "keys" | "hand_over" | "nothing";

/**
 * A backup to be tried or restored, with the password of an administrator of that time.
 */
export type OfBackup = { 
/**
 * Its folder.
 */
folder: string, 
/**
 * Login name.
 */
login: string, 
/**
 * Password.
 */
password: string, };

/**
 * A form of a project.
 */
export type OfForm = { 
/**
 * Project id.
 */
project: string, 
/**
 * Form id.
 */
form: string, };

/**
 * A printer, by CUPS's name.
 */
export type OfPrinter = { 
/**
 * The printer; empty for the system's default.
 */
printer: string, };

/**
 * A project is meant.
 */
export type OfProject = { 
/**
 * Project id.
 */
project: string, };

/**
 * Where the values go on the CA's own paper, and in which printer that lies.
 */
export type OnPaper = { 
/**
 * CUPS's name of the printer; empty for the printer of the settings.
 */
printer: string, 
/**
 * How far the CA's print lies to the right of our own, in millimetres.
 */
rightMm: number, 
/**
 * How far below it, in millimetres.
 */
downMm: number, };

/**
 * A session that can read and not write.
 */
export type OnlyReads = { 
/**
 * Why.
 */
why: WhyOnlyReads, 
/**
 * In words.
 */
message: string, 
/**
 * What to free or to mend.
 */
remedy: string, };

/**
 * Opening a camera.
 */
export type OpenCamera = { 
/**
 * The system's node; the first camera when empty.
 */
device: string, };

/**
 * Opening a case.
 */
export type OpenCase = { 
/**
 * Project id.
 */
project: string, 
/**
 * Certificate kind.
 */
kind: CertKind, 
/**
 * Business type.
 */
business: Business, 
/**
 * Channel; where none is named, that of the case before, else the counter, else the first that is offered.
 */
channel: Channel | null, 
/**
 * A returning unit whose data is taken over.
 */
customer: number | null, 
/**
 * A case that is over and goes on in this one: its data is taken over, and both are linked.
 */
fromCase: number | null, 
/**
 * A certificate of the register that the case acts on: its holder's data is taken over.
 */
certificate?: number, };

/**
 * After how many days files are removed.
 */
export type OutsideDays = { 
/**
 * Days; 0 never.
 */
days: number, };

/**
 * Files outside the store.
 */
export type OutsideFiles = { 
/**
 * Days after which they are removed; 0 never.
 */
days: number, 
/**
 * How many there are.
 */
count: number, 
/**
 * How many are due.
 */
due: number, 
/**
 * The oldest of them.
 */
lines: Array<OutsideLine>, };

/**
 * A file outside the store.
 */
export type OutsideLine = { 
/**
 * 打印件, 交换包 …
 */
kind: string, 
/**
 * The number of its case; empty where it is of several or of none.
 */
caseNumber: string, 
/**
 * Where.
 */
path: string, 
/**
 * Written when.
 */
at: string, 
/**
 * The day from which on it is removed; empty where no rule says.
 */
until: string, };

/**
 * A scanned page.
 */
export type PageLine = { 
/**
 * The page; its picture is `pagePicture`.
 */
id: number, 
/**
 * Where it stands.
 */
state: PageState, 
/**
 * Case.
 */
caseId: number | null, 
/**
 * Case number.
 */
number: string | null, 
/**
 * Form id, or the material's row id for other papers.
 */
form: string | null, 
/**
 * 《…申请表》 第1页 第1份
 */
words: string, 
/**
 * Page of the form.
 */
page: number, 
/**
 * Pages of the form.
 */
pages: number, 
/**
 * Copy.
 */
copy: number, 
/**
 * Name of the file or device it came from.
 */
origin: string, 
/**
 * When it arrived.
 */
at: string, 
/**
 * What the reading has to say.
 */
findings: Array<Finding>, 
/**
 * Registered to its form, so that fields can be shown in it.
 */
registered: boolean, 
/**
 * Its marks have been looked for; while they have not, `readPage` does it.
 */
read: boolean, };

/**
 * A page as picture.
 */
export type PagePicture = { 
/**
 * The page.
 */
id: number, 
/**
 * Longest side in px.
 */
longest: number, };

/**
 * Part of a page, straightened, as picture.
 */
export type PageRegion = { 
/**
 * The page.
 */
id: number, 
/**
 * Left, in mm of the form.
 */
x: number, 
/**
 * Top.
 */
y: number, 
/**
 * Width.
 */
w: number, 
/**
 * Height.
 */
h: number, 
/**
 * Pixels per mm, at most 24.
 */
pxPerMm: number, };

/**
 * Where a page stands.
 */
export type PageState = "filed" | "stale" | "unsure" | "tray" | "discarded";

/**
 * A form of a project, and whether its values go onto the CA's own paper.
 */
export type PaperLine = { 
/**
 * Project id.
 */
project: string, 
/**
 * Its short name.
 */
projectName: string, 
/**
 * Form id.
 */
form: string, 
/**
 * Title.
 */
title: string, 
/**
 * Parts of the CA's paper, which are printed in one pass.
 */
parts: number, 
/**
 * The paper that is used; none where the form is printed whole, on white paper.
 */
paper: OnPaper | null, };

/**
 * What became of a paper that was sent.
 */
export type PaperSent = { 
/**
 * Its title.
 */
title: string, 
/**
 * Its record, to be named in `confirmPrint`; none for a paper that is not recorded.
 */
print: number | null, 
/**
 * What became of it.
 */
state: PrintState, 
/**
 * What the printer said and what to do, when it is not out.
 */
said: Finding | null, 
/**
 * The file it was saved as.
 */
file: string | null, };

/**
 * A parcel of a case.
 */
export type ParcelLine = { 
/**
 * Its number.
 */
id: number, 
/**
 * 收到, 寄出 UKey, 寄出密码信封
 */
word: string, 
/**
 * What lay in it.
 */
holds: string, 
/**
 * 顺丰 SF1234567890
 */
courier: string, 
/**
 * Where it went; empty for one that came.
 */
address: string, 
/**
 * When.
 */
at: string, 
/**
 * Who opened or sent it, and who stood beside.
 */
by: string, 
/**
 * The receipt, in words; none yet.
 */
received: string | null, 
/**
 * Its receipt may be put down.
 */
mayReceive: boolean, };

/**
 * A parcel was received.
 */
export type ParcelReceived = { 
/**
 * The parcel.
 */
id: number, 
/**
 * By whom and when, as the courier or the customer says.
 */
words: string, };

/**
 * The parcels of a case, and what may be done next.
 */
export type Parcels = { 
/**
 * Oldest first.
 */
lines: Array<ParcelLine>, 
/**
 * A parcel that came may be put down.
 */
mayTake: Gate, 
/**
 * The letter with the first PIN may leave.
 */
maySendPin: Gate, 
/**
 * Where the letter goes: where the keys went, and nowhere else.
 */
address: string, };

/**
 * How a fee is paid.
 */
export type Payment = "card" | "remittance" | "other";

/**
 * How a fee is paid, as it is entered.
 */
export type PaymentGiven = "card" | "remittance" | "other" | "";

/**
 * Letting a project's contracts be printed without their articles today.
 */
export type PermitPrinting = { 
/**
 * Project id.
 */
project: string, 
/**
 * Why.
 */
reason: string, };

/**
 * One person's data, handed out.
 */
export type PersonExported = { 
/**
 * 已导出 …
 */
message: string, 
/**
 * Where.
 */
folder: string, 
/**
 * How many files.
 */
files: number, };

/**
 * Where somebody's data stands.
 */
export type PersonFound = { 
/**
 * Who was asked for, masked.
 */
who: string, 
/**
 * The cases, oldest first.
 */
cases: Array<PersonLine>, 
/**
 * Entries of the register.
 */
holders: Array<PersonHolder>, 
/**
 * Rows of the audit about the person that name no case.
 */
auditRows: number, 
/**
 * The different numbers that stand beside the name, masked: more than one is more than one person.
 */
numbers: Array<string>, 
/**
 * Handing it out takes somebody beside.
 */
takesTwo: boolean, };

/**
 * Somebody in the register.
 */
export type PersonHolder = { 
/**
 * The name.
 */
name: string, 
/**
 * The number, masked.
 */
code: string, 
/**
 * How many certificates.
 */
certificates: number, };

/**
 * A case with somebody's data in it.
 */
export type PersonLine = { 
/**
 * The case.
 */
id: number, 
/**
 * Its number.
 */
number: string, 
/**
 * The project's short name.
 */
project: string, 
/**
 * 已领取 …
 */
stateWord: string, 
/**
 * What the person is in it: 经办人姓名 …
 */
parts: Array<string>, 
/**
 * Scanned pages of the case.
 */
pages: number, 
/**
 * Other people whose data stands in it.
 */
others: number, 
/**
 * Until when it is kept, in words.
 */
keeps: string, };

/**
 * Choosing what a case acts on by the key that is plugged in.
 */
export type PickByKey = { 
/**
 * The case.
 */
id: number, 
/**
 * The revision that the screen has.
 */
revision: number, 
/**
 * Serial number of the key.
 */
serial: string, };

/**
 * A format that a sample's picture is saved in.
 */
export type PictureFormat = "png" | "jpeg" | "bmp" | "gif";

/**
 * The PIN letter of a new key.
 */
export type PinLetter = { 
/**
 * The job.
 */
jobId: number, 
/**
 * Why it is printed again; empty the first time.
 */
reason: string, 
/**
 * The administrator beside, when it is printed again.
 */
beside: Beside | null, };

/**
 * How a PIN of a plugged-in key stands.
 */
export type PinStanding = "not_set" | "sound" | "used" | "last" | "locked";

/**
 * How the customer comes to know the PIN of a key.
 */
export type PinState = "kept" | "set_by_customer" | "letter" | "drawn" | "named";

/**
 * Putting down where a key is.
 */
export type PlaceKey = { 
/**
 * Serial number.
 */
serial: string, 
/**
 * Where it is now.
 */
place: KeyWhere, 
/**
 * Why, or from whom.
 */
reason: string, 
/**
 * The reviewer beside, where one is asked for.
 */
beside: Beside | null, };

/**
 * How it stands where keys are plugged in.
 */
export type PluggedIn = "no_module" | "module_fails" | "no_reader" | "unknown" | "no_token" | "one" | "several";

/**
 * Who pays the courier.
 */
export type Postage = "collect" | "prepaid";

/**
 * What is known about posting.
 */
export type Posting = { 
/**
 * To whom.
 */
recipient: string, 
/**
 * That person's telephone.
 */
phone: string, 
/**
 * Where to; empty when the case knows no address.
 */
address: string, 
/**
 * The guide allows this address only.
 */
addressOnly: boolean, 
/**
 * Couriers that the guide names; any where it names none.
 */
couriers: Array<string>, 
/**
 * Who pays, where the guide says so.
 */
postage: Postage | null, 
/**
 * What the guide says about it; empty when it says nothing.
 */
note: string, 
/**
 * Where that stands; shown under 依据.
 */
source: string, };

/**
 * A practice account, told on the sign-in screen of a training store only.
 */
export type PracticeAccount = { 
/**
 * Login name.
 */
login: string, 
/**
 * The made-up person's name and roles in words.
 */
words: string, 
/**
 * The password.
 */
password: string, };

/**
 * The preview of all forms of a case; pages are fetched one by one with `previewPage`.
 */
export type Preview = { 
/**
 * Case number.
 */
number: string, 
/**
 * Its forms.
 */
forms: Array<PreviewForm>, };

/**
 * A form of the case, laid out for preview.
 */
export type PreviewForm = { 
/**
 * Form id.
 */
form: string, 
/**
 * Title.
 */
title: string, 
/**
 * Pages of one copy.
 */
pages: number, 
/**
 * Copies.
 */
copies: number, 
/**
 * Only its values are printed, onto the CA's own paper.
 */
overprinted: boolean, 
/**
 * What the layout had to do (shrunk, continued).
 */
notes: Array<string>, };

/**
 * A page of a form of a case, as picture.
 */
export type PreviewPage = { 
/**
 * The case.
 */
id: number, 
/**
 * Form id; `materials-slip` and `handover` are the counter's own.
 */
form: string, 
/**
 * Page, from 1.
 */
page: number, 
/**
 * Dots per inch.
 */
dpi: number, };

/**
 * Printing the forms of a case.
 */
export type Print = { 
/**
 * The case.
 */
id: number, 
/**
 * Forms; all of the case when empty.
 */
forms: Array<string>, 
/**
 * Where to.
 */
to: PrintTo, 
/**
 * Forms whose CA paper lies in a printer are printed whole all the same, on white paper.
 */
white: boolean, };

/**
 * Printing the certificate of deletions once more.
 */
export type PrintDeletions = { 
/**
 * The deletions that stand on it.
 */
ids: Array<number>, };

/**
 * An administrator's word that contracts may be printed without their articles, for one day.
 */
export type PrintPermission = { 
/**
 * The day.
 */
day: string, 
/**
 * Who gave it.
 */
by: string, 
/**
 * Why.
 */
reason: string, };

/**
 * What became of the print of a form.
 */
export type PrintState = "none" | "printing" | "printed" | "saved" | "failed" | "unknown" | "stale";

/**
 * Where prints go.
 */
export type PrintTo = "printer" | "file";

/**
 * What came of printing.
 */
export type Printed = { 
/**
 * 已送打印机 … / 已存为 …
 */
message: string, 
/**
 * PDF files written.
 */
files: Array<string>, 
/**
 * This content had been printed before.
 */
reprint: boolean, 
/**
 * What the printer said, in words: why a paper did not come out, or what holds it up.
 */
findings: Array<Finding>, 
/**
 * What became of each paper.
 */
papers: Array<PaperSent>, };

/**
 * The printers, and the forms whose paper the CA prints.
 */
export type PrinterBook = { 
/**
 * Printers: the system's default, those that CUPS knows, those of which something is known.
 */
printers: Array<PrinterLine>, 
/**
 * All forms of all projects.
 */
forms: Array<PaperLine>, };

/**
 * A printer with what is known of it.
 */
export type PrinterLine = { 
/**
 * CUPS's name; empty for the system's default.
 */
printer: string, 
/**
 * CUPS knows it now.
 */
found: boolean, 
/**
 * What it does to a page, where that was measured; it is corrected when something is printed on it.
 */
put: PutAt | null, 
/**
 * The same in words, with when, how and by whom it was measured; empty where it was not.
 */
words: string, };

/**
 * A project to choose.
 */
export type ProjectInfo = { 
/**
 * Project id.
 */
id: string, 
/**
 * Full name of the platform.
 */
name: string, 
/**
 * Short name, for instance 网证通 × 广东养老保险.
 */
shortName: string, 
/**
 * The certificate authority.
 */
ca: string, 
/**
 * Its certificate kinds.
 */
kinds: Array<KindInfo>, };

/**
 * What a covered value is needed for.
 */
export type Purpose = "contact" | "compare" | "asked_by_ca" | "inspection" | "complaint" | "own_data" | "other";

/**
 * A purpose with its word.
 */
export type PurposeChoice = { 
/**
 * Which.
 */
value: Purpose, 
/**
 * 联系客户, 与证件核对 …
 */
word: string, 
/**
 * It has to be said in words as well.
 */
wantsWords: boolean, };

/**
 * What a printer does to a page: a point `p` of the design comes out at offset + scale · `p`.
 */
export type PutAt = { 
/**
 * Rightwards in millimetres.
 */
rightMm: number, 
/**
 * Downwards in millimetres.
 */
downMm: number, 
/**
 * Width as a share of the design's.
 */
width: number, 
/**
 * Height as a share of the design's.
 */
height: number, };

/**
 * The numbers of the day, as every window of the hall sees them.
 */
export type Queue = { 
/**
 * How many wait.
 */
waiting: number, 
/**
 * The number that is called next.
 */
next: number | null, 
/**
 * The number that this window has called and has not done with.
 */
here: CalledNumber | null, 
/**
 * What the windows have called and not done with, the newest first.
 */
called: Array<CalledNumber>, 
/**
 * Numbers whose people did not come; they may be called again.
 */
missed: Array<number>, };

/**
 * A card reader.
 */
export type ReaderLine = { 
/**
 * Its name.
 */
name: string, 
/**
 * Whether a card is in it.
 */
card: boolean, };

/**
 * The card readers as they were seen.
 */
export type Readers = { 
/**
 * In the order of the reader service.
 */
readers: Array<ReaderLine>, };

/**
 * The CA revoked a certificate of its own accord.
 */
export type RecordRevoked = { 
/**
 * The certificate, by its number in the register.
 */
certificate: number, 
/**
 * How it is known.
 */
reason: string, };

/**
 * The key from the safe gives an administrator a new password.
 */
export type Recover = { 
/**
 * What stands on each sheet.
 */
sheets: string[], 
/**
 * Login of the administrator.
 */
login: string, 
/**
 * The new password.
 */
password: string, };

/**
 * The key for the safe, told once.
 */
export type RecoverySheets = { 
/**
 * What stands on each sheet.
 */
sheets: string[], 
/**
 * Why it was not printed.
 */
trouble: Refusal | null, 
/**
 * How the store stands with it.
 */
safety: Safety, };

/**
 * A rectangle on the form in mm.
 */
export type Rect = { 
/**
 * Left.
 */
x: number, 
/**
 * Top.
 */
y: number, 
/**
 * Width.
 */
w: number, 
/**
 * Height.
 */
h: number, };

/**
 * A refused command. The screen decides by `code`, shows `message` and `remedy`.
 */
export type Refusal = { 
/**
 * Stable code, for instance `store-wrong-password`.
 */
code: string, 
/**
 * What is wrong.
 */
message: string, 
/**
 * What to do next.
 */
remedy: string, 
/**
 * Single findings behind it, if any.
 */
findings: Array<Finding>, };

/**
 * The database key is to be renewed.
 */
export type RenewDatabaseKey = { 
/**
 * The administrator's own password.
 */
password: string, };

/**
 * A store that came back from a backup.
 */
export type RestoredStore = { 
/**
 * What came back, what is missing of it, and where the one before lies.
 */
message: string, 
/**
 * Where the store stands now.
 */
status: Status, };

/**
 * Sending back.
 */
export type ReturnCase = { 
/**
 * The case.
 */
id: number, 
/**
 * A word to the clerk beside the items' reasons.
 */
note: string, };

/**
 * A reason with which a case came back.
 */
export type ReturnReason = { 
/**
 * The field or item, by its label.
 */
label: string, 
/**
 * Dictionary name when it is a field.
 */
field: string | null, 
/**
 * Why.
 */
reason: string, };

/**
 * Something to compare.
 */
export type ReviewItem = { 
/**
 * Item id (`field:unit_name`, `material:Y-O-C1`, `sample:seal.org`, `paper:seal`).
 */
id: string, 
/**
 * What it is.
 */
kind: ItemKind, 
/**
 * 申请单位基本资料, 材料, 印模 …
 */
group: string, 
/**
 * Label.
 */
label: string, 
/**
 * Entered value; empty is shown as （未填）.
 */
value: string, 
/**
 * What the checks know about it: 校验位正确，1949年12月31日，女.
 */
fact: string, 
/**
 * Page on which to look.
 */
pageId: number | null, 
/**
 * Another page to look at beside it: the scan that was uploaded.
 */
besideId: number | null, 
/**
 * Where on the page, in mm of the form.
 */
rect: Rect | null, 
/**
 * The word on it; none yet, where it is none.
 */
verdict: Verdict | null, 
/**
 * Why it is wrong.
 */
reason: string, 
/**
 * This reviewer had found it 一致 before the case came back, and nothing of it has changed: it stays so unless it
 * is taken back.
 */
carried: boolean, 
/**
 * The case was checked by this reviewer before, and this is new, was wrong, or has changed since: it comes first.
 */
changed: boolean, };

/**
 * A case under the second check.
 */
export type ReviewView = { 
/**
 * The case.
 */
case: CaseView, 
/**
 * Items.
 */
items: Array<ReviewItem>, 
/**
 * Pages of the case.
 */
pages: Array<PageLine>, 
/**
 * Samples.
 */
samples: Array<SampleLine>, 
/**
 * Hash of what is seen (data, pages, samples); the approval names it.
 */
boundHash: string, 
/**
 * What changed since this case was approved before, field by field; empty in one that never was.
 */
changes: Array<FieldChange>, 
/**
 * How many people have to sign off.
 */
approvers: number, 
/**
 * Who has signed off what is there now.
 */
signed: Array<string>, 
/**
 * Whether this account may check this case.
 */
mayReview: Gate, 
/**
 * Whether it may be approved now.
 */
mayApprove: Gate, 
/**
 * Whether it may be returned now.
 */
mayReturn: Gate, };

/**
 * Something the CA is to be asked for.
 */
export type RevocationLine = { 
/**
 * Its number.
 */
id: number, 
/**
 * What.
 */
action: AskedOfCa, 
/**
 * The same in words: 注销, 挂起, 恢复.
 */
word: string, 
/**
 * The case that asks for it.
 */
caseNumber: string, 
/**
 * Whose certificate.
 */
holder: string, 
/**
 * Its serial number, where these books know it.
 */
certificate: string | null, 
/**
 * Its issuer.
 */
issuer: string | null, 
/**
 * Why.
 */
reason: string, 
/**
 * Since when.
 */
since: string, };

/**
 * What waits to be told to the CA.
 */
export type Revocations = { 
/**
 * Oldest first.
 */
lines: Array<RevocationLine>, 
/**
 * What the CA was told and is not known to have done, oldest first.
 */
told: Array<RevocationLine>, 
/**
 * Whether this account may export.
 */
mayExport: Gate, 
/**
 * The lists just written.
 */
files: Array<string>, };

/**
 * What a list of revoked certificates changed.
 */
export type RevokedTaken = { 
/**
 * In words.
 */
message: string, 
/**
 * What was asked for and is done by it, in words.
 */
taken: Array<string>, 
/**
 * What the list says and nobody here asked for, one by one; the register was not changed by it.
 */
findings: Array<Finding>, 
/**
 * What is still asked for.
 */
revocations: Revocations, };

/**
 * The rights as they stand.
 */
export type Rights = { 
/**
 * Groups of fields.
 */
groups: Array<GroupRights>, 
/**
 * Commands.
 */
commands: Array<CommandRights>, };

/**
 * A role, as the window names it.
 */
export type RoleName = "clerk" | "reviewer" | "key_clerk" | "admin";

/**
 * A calibration page of a printer, measured with a ruler, in millimetres.
 */
export type RuledPage = { 
/**
 * The printer.
 */
printer: string, 
/**
 * From the sheet's left edge to line A.
 */
leftMm: number, 
/**
 * From the sheet's upper edge to line B.
 */
topMm: number, 
/**
 * From line A to line C.
 */
acrossMm: number, 
/**
 * From line B to line D.
 */
downMm: number, };

/**
 * What keeps the store safe over the years.
 */
export type Safety = { 
/**
 * The day from which on the database key is in use; none since the store was made.
 */
databaseKeySince: string | null, 
/**
 * Who knew it and has left since, by name.
 */
left: Array<string>, 
/**
 * SO PINs open to two people together, and to nobody alone.
 */
isSealedForTwo: boolean, 
/**
 * So many of them open to two people of a former time only.
 */
sealedForFormer: number, 
/**
 * The day on which the key that lies in the safe was made; none where there is none that opens anything.
 */
recoveryKeySince: string | null, };

/**
 * What the clerk does with a sample.
 */
export type SampleDecision = "choose" | "accept" | "reject";

/**
 * What was done to a sample. Always applied to the sample as it was cut, so undoing is giving the edit before.
 */
export type SampleEdit = { 
/**
 * Turned clockwise, in tenths of a degree.
 */
turnTenths: number, 
/**
 * Cut off at the left, top, right and bottom, in mm; less than nothing adds white.
 */
trimMm: [number, number, number, number], 
/**
 * Its colour.
 */
style: SampleStyle, };

/**
 * What a person judged a sample to be.
 */
export type SampleJudged = "accepted" | "rejected";

/**
 * A seal or signature sample cut from its frame, or fused of those of its group.
 */
export type SampleLine = { 
/**
 * The sample; pictures are `samplePicture`.
 */
id: number, 
/**
 * Frame name, for instance `seal.org.1`.
 */
frame: string, 
/**
 * 公章 第1枚
 */
label: string, 
/**
 * 公章
 */
group: string, 
/**
 * What the guide asks of the group, in its own words.
 */
instruction: string, 
/**
 * The copy of the paper that it was cut from; 0 for one fused of several.
 */
copy: number, 
/**
 * 第1份 第2页: where it was cut from; empty for one fused of several.
 */
from: string, 
/**
 * Fused of the others of its group: a choice beside them, never painted where no sample has ink.
 */
fused: boolean, 
/**
 * What the measures say of it.
 */
verdict: SampleVerdict, 
/**
 * Its word.
 */
verdictWord: string, 
/**
 * Measures.
 */
measures: Array<Measure>, 
/**
 * Findings in the guides' words.
 */
findings: Array<Finding>, 
/**
 * Where the findings are to be seen in its uncropped picture.
 */
marks: Array<SampleMark>, 
/**
 * Where they are to be seen in its picture as it is kept.
 */
cleanMarks: Array<SampleMark>, 
/**
 * What it lacks or has beyond the others of its group, in words.
 */
beside: Array<string>, 
/**
 * The best of its group.
 */
suggested: boolean, 
/**
 * Why it is, in words.
 */
why: string, 
/**
 * Chosen by the clerk.
 */
chosen: boolean, 
/**
 * The clerk's decision and reason where a look was needed, in words.
 */
decision: string | null, 
/**
 * What a person judged it to be, where somebody did; it counts before the measures.
 */
judged: SampleJudged | null, 
/**
 * Who decided and when: 林晓芸 11月21日 09:30
 */
decided: string | null, 
/**
 * What was done to it.
 */
edit: SampleEdit, 
/**
 * Pixels of its picture per mm.
 */
pxPerMm: number, };

/**
 * A region of a sample's picture that a finding speaks of.
 */
export type SampleMark = { 
/**
 * What it shows.
 */
kind: SampleMarkKind, 
/**
 * Code of the finding.
 */
code: string, 
/**
 * Corners of a closed line: mm right of and below the picture's top left corner.
 */
outline: Array<[number, number]>, };

/**
 * What a region of a sample shows.
 */
export type SampleMarkKind = "on_line" | "missing" | "double" | "print" | "dirt" | "flooded" | "gap";

/**
 * A sample's picture.
 */
export type SamplePicture = { 
/**
 * The sample.
 */
id: number, 
/**
 * As scanned instead of cleaned.
 */
raw: boolean, 
/**
 * As it would be after this edit; as it is kept when absent.
 */
edit: SampleEdit | null, };

/**
 * How the ink of a sample's picture is coloured.
 */
export type SampleStyle = "seal_red" | "as_scanned";

/**
 * What the measures say of a sample.
 */
export type SampleVerdict = "accept" | "look" | "reject";

/**
 * Saving a case.
 */
export type SaveCase = { 
/**
 * The case.
 */
id: number, 
/**
 * The revision that the screen has.
 */
revision: number, 
/**
 * What changed.
 */
patch: CasePatch, };

/**
 * Saves a sample's picture as files.
 */
export type SaveSample = { 
/**
 * The sample.
 */
id: number, 
/**
 * Those the project asks for when empty.
 */
formats: Array<PictureFormat>, };

/**
 * Where a scanner takes its paper.
 */
export type ScanSource = { 
/**
 * The driver's name.
 */
name: string, 
/**
 * What its `--adf-mode` has to say, for drivers that tell both sides so.
 */
adfMode: string | null, 
/**
 * 平板, 进纸器（单面）, 进纸器（双面）
 */
words: string, 
/**
 * Paper is fed: a stack is scanned until it is through.
 */
feeder: boolean, };

/**
 * What has come from a running stack since the last question.
 */
export type Scanned = { 
/**
 * Pages, still to be read.
 */
pages: Array<PageLine>, 
/**
 * Pages that could not be taken; the stack went on.
 */
findings: Array<Finding>, 
/**
 * Pages that are kept at this window until the hall's server is back. 暂存
 */
spooled: number, 
/**
 * More may come: ask again.
 */
running: boolean, 
/**
 * What ended the stack before it was through: jam, open cover, no paper.
 */
stoppedBy: Refusal | null, };

/**
 * A scanner.
 */
export type Scanner = { 
/**
 * SANE's name.
 */
device: string, 
/**
 * In words.
 */
label: string, };

/**
 * What a scanner offers.
 */
export type ScannerOptions = { 
/**
 * Sources; empty where there is nothing to choose.
 */
sources: Array<ScanSource>, 
/**
 * The driver's words for colour.
 */
modes: Array<string>, 
/**
 * Resolutions in dots per inch.
 */
resolutions: Array<number>, 
/**
 * Width to be scanned for a sheet of A4, in mm; none where it cannot be set.
 */
widthMm: number | null, 
/**
 * Height, as the width.
 */
heightMm: number | null, };

/**
 * What two people of a former time open is to be sealed for those of today.
 */
export type SealAnew = { 
/**
 * The other one of the two.
 */
beside: Beside, };

/**
 * The letter with the first PIN leaves.
 */
export type SendPinLetter = { 
/**
 * The case.
 */
id: number, 
/**
 * The courier.
 */
courier: string, 
/**
 * The courier's number.
 */
tracking: string, };

/**
 * Who is signed in.
 */
export type Session = { 
/**
 * Somebody else gave the password: it has to be changed before anything else is done.
 */
passwordGiven: boolean, 
/**
 * The account.
 */
accountId: number, 
/**
 * Login name.
 */
login: string, 
/**
 * The person's name.
 */
name: string, 
/**
 * What the account may be.
 */
roles: Array<RoleName>, 
/**
 * Signed in since.
 */
since: string, };

/**
 * First start: counter and first administrator.
 */
export type SetUp = { 
/**
 * The counter's own data.
 */
counter: Counter, 
/**
 * Login name of the first administrator.
 */
login: string, 
/**
 * The administrator's name.
 */
name: string, 
/**
 * Password, at least ten characters.
 */
password: string, 
/**
 * Further roles of the same person.
 */
roles: Array<RoleName>, };

/**
 * A verdict on one item.
 */
export type SetVerdict = { 
/**
 * The case.
 */
id: number, 
/**
 * Item id.
 */
item: string, 
/**
 * The word on it.
 */
verdict: VerdictGiven, 
/**
 * Required where it is wrong.
 */
reason: string, };

/**
 * Everything on the settings screen.
 */
export type Settings = { 
/**
 * The counter's own data.
 */
counter: Counter, 
/**
 * Accounts.
 */
accounts: Array<AccountLine>, 
/**
 * Devices and folders.
 */
devices: Devices, 
/**
 * Printers that CUPS knows.
 */
printers: Array<string>, 
/**
 * The key models that are known.
 */
keyModels: Array<KeyModel>, 
/**
 * Files about key models that cannot be used.
 */
keyProblems: Array<Finding>, 
/**
 * What holds around the processes that read files from outside.
 */
isolation: Isolation, 
/**
 * CA certificates.
 */
caCertificates: Array<CaCertificate>, 
/**
 * Certificates that packages for the CA are encrypted for.
 */
caEncryption: Array<CaEncryption>, 
/**
 * Last backup, in words; empty when there has been none.
 */
lastBackup: string, 
/**
 * Where backups go, and whether they are made by themselves.
 */
backupPlan: BackUp, 
/**
 * The folder of the store.
 */
folder: string, 
/**
 * There is somebody who could be the second person: rights over others' work and new passwords take two.
 */
takesTwo: boolean, 
/**
 * What keeps the store safe over the years.
 */
safety: Safety, };

/**
 * How much a finding weighs: `note` informs, `warn` may be kept by the clerk, `refuse` blocks printing.
 */
export type Severity = "note" | "warn" | "refuse";

/**
 * The wish to see the SO PIN or PUK of a key.
 */
export type ShowSoPin = { 
/**
 * The key.
 */
serial: string, 
/**
 * Why.
 */
reason: string, 
/**
 * The administrator who agrees.
 */
beside: Beside, };

/**
 * Signing in.
 */
export type SignIn = { 
/**
 * Login name.
 */
login: string, 
/**
 * Password.
 */
password: string, };

/**
 * A key left for later.
 */
export type SkipJob = { 
/**
 * The job.
 */
jobId: number, 
/**
 * Why.
 */
reason: string, };

/**
 * An SO PIN or PUK, told once.
 */
export type SoPinShown = { 
/**
 * The key.
 */
serial: string, 
/**
 * The SO PIN; of a PIV card the PUK is its first eight characters.
 */
soPin: string, 
/**
 * Seconds after which the screen forgets it.
 */
seconds: number, };

/**
 * Where a step of the case spine stands.
 */
export type SpineState = "done" | "now" | "todo" | "stopped" | "skipped";

/**
 * One of the six steps of the case spine.
 */
export type SpineStep = { 
/**
 * 受理, 打印, 扫描, 复核, 制证, 领取
 */
word: string, 
/**
 * Where it stands.
 */
state: SpineState, 
/**
 * Who did it or must do it.
 */
who: string, 
/**
 * When it was done.
 */
at: string | null, };

/**
 * What a window keeps while its hall's server is away, and what of it has come in.
 */
export type SpoolCounts = { 
/**
 * Items of whoever is signed in, which come in by themselves.
 */
waiting: number, 
/**
 * Items of whoever is signed in that could not come in, and wait for a decision.
 */
refused: number, 
/**
 * Items of others who worked at this window.
 */
ofOthers: number, 
/**
 * Items that came in since the session began.
 */
came: number, };

/**
 * An item of the spool.
 */
export type SpoolLine = { 
/**
 * The item.
 */
id: number, 
/**
 * What it is.
 */
what: SpooledWhat, 
/**
 * The case that it is about.
 */
caseId: number | null, 
/**
 * Its number.
 */
number: string | null, 
/**
 * What it is, in words: the step on a key, or where pages came from.
 */
words: string, 
/**
 * Who did it.
 */
by: string, 
/**
 * Whether that is who is signed in.
 */
own: boolean, 
/**
 * When.
 */
at: string, 
/**
 * What it would change in the case as it stands now, as this account gets to see it.
 */
changes: Array<FieldChange>, 
/**
 * Why it did not come in; none where it comes by itself.
 */
refused: Finding | null, };

/**
 * What is kept until it is in the books.
 */
export type SpoolList = { 
/**
 * Every item, the oldest first.
 */
lines: Array<SpoolLine>, };

/**
 * What an item of the spool is.
 */
export type SpooledWhat = "typed" | "pages" | "key_step";

/**
 * Scanning a stack or a sheet.
 */
export type StartScan = { 
/**
 * SANE's name; the settings' scanner when empty.
 */
device: string, 
/**
 * Source; as the device stands when none, and then one sheet.
 */
source: ScanSource | null, 
/**
 * Colour in the driver's word; as the device stands when empty.
 */
mode: string, 
/**
 * Dots per inch; the settings' when none.
 */
dpi: number | null, 
/**
 * Width to be scanned, in mm.
 */
widthMm: number | null, 
/**
 * Height.
 */
heightMm: number | null, 
/**
 * Case that unrecognised pages are offered for.
 */
caseId: number | null, };

/**
 * One line of the table of states.
 */
export type StateLine = { 
/**
 * The state.
 */
state: CaseState, 
/**
 * Its word.
 */
word: string, 
/**
 * How many cases stand there.
 */
count: number, 
/**
 * Minutes each has stood there, longest first.
 */
agesMinutes: Array<number>, 
/**
 * The one that has waited longest.
 */
oldest: CaseRow | null, 
/**
 * Who must act: role or 客户.
 */
nextActor: string, };

/**
 * What the window asks first.
 */
export type Status = { 
/**
 * Where the store stands.
 */
store: StoreState, 
/**
 * Known once somebody is signed in.
 */
counter: Counter | null, 
/**
 * Who is signed in.
 */
session: Session | null, 
/**
 * A store for practice: made-up people, training CA.
 */
training: boolean, 
/**
 * Practice accounts of a training store.
 */
practiceAccounts: Array<PracticeAccount>, 
/**
 * Whether this program can make the PC a window of a hall.
 */
joinsHalls: boolean, 
/**
 * Whether the store belongs to a hall: other windows work on the same books.
 */
inHall: boolean, 
/**
 * Program version.
 */
version: string, 
/**
 * Folder in which the store lies.
 */
folder: string, 
/**
 * Minutes without a key press after which the screen locks.
 */
lockAfterMinutes: number, 
/**
 * Set as long as the session can only read.
 */
onlyReads: OnlyReads | null, 
/**
 * Parts that are missing or damaged (a broken project folder, no fonts …), each with its remedy.
 */
problems: Array<Finding>, 
/**
 * Long agreements whose current text is not installed yet, in words; none are told while a store is locked.
 */
agreementsMissing: Array<string>, };

/**
 * Where a step of a key job stands.
 */
export type StepState = "done" | "failed" | "next" | "waiting" | "todo";

/**
 * The register.
 */
export type Stock = { 
/**
 * Boxes with what is left of them.
 */
boxes: Array<StockBox>, 
/**
 * Today's moves, newest first.
 */
moves: Array<StockMoveLine>, 
/**
 * Today's moves, counted.
 */
today: StockCounts, 
/**
 * Keys that were handed in and wait to be given back or destroyed.
 */
custody: Array<CustodyLine>, 
/**
 * The last count at the end of a day, in words.
 */
lastClose: string | null, 
/**
 * Whether this account may change the register.
 */
mayChange: Gate, };

/**
 * A box of keys.
 */
export type StockBox = { 
/**
 * Its number.
 */
boxNo: string, 
/**
 * The model in it.
 */
model: string, 
/**
 * How many of its keys are what.
 */
counts: StockCounts, };

/**
 * The count at the end of the day.
 */
export type StockClose = { 
/**
 * Blank keys that lie in the boxes.
 */
counted: number, 
/**
 * Keys that were handed in and lie here; none where they were not counted.
 */
returned: number | null, };

/**
 * How many keys became what.
 */
export type StockCounts = { 
/**
 * In their boxes; of moves: taken in.
 */
inBox: number, 
/**
 * Made for cases.
 */
issued: number, 
/**
 * Damaged.
 */
damaged: number, 
/**
 * Destroyed.
 */
destroyed: number, };

/**
 * What a key of the stock may be marked as.
 */
export type StockFate = "in" | "damaged" | "destroyed";

/**
 * A box that came in.
 */
export type StockIn = { 
/**
 * Its number.
 */
boxNo: string, 
/**
 * The model in it.
 */
model: string, 
/**
 * Serial numbers, one by one or `first-last`.
 */
serials: string, };

/**
 * A key that becomes something else.
 */
export type StockMark = { 
/**
 * The key.
 */
serial: string, 
/**
 * What it becomes.
 */
state: StockFate, 
/**
 * Why.
 */
reason: string, 
/**
 * The reviewer beside, for destroying.
 */
beside: Beside | null, };

/**
 * One way in or out.
 */
export type StockMoveLine = { 
/**
 * The key.
 */
serial: string, 
/**
 * Its box.
 */
boxNo: string, 
/**
 * 入库, 制证领用, 损坏, 销毁
 */
word: string, 
/**
 * Why.
 */
reason: string, 
/**
 * The case it was made for.
 */
caseNumber: string | null, 
/**
 * Who.
 */
by: string, 
/**
 * When.
 */
at: string, };

/**
 * Where the store stands.
 */
export type StoreState = "absent" | "locked" | "open";

/**
 * What came of removing files.
 */
export type Swept = { 
/**
 * 已清除 3 个 …
 */
message: string, 
/**
 * How many went.
 */
removed: number, 
/**
 * Those that stay, with why: people look after them.
 */
left: Array<string>, };

/**
 * A job that is taken over from another window of the hall.
 */
export type TakeOverJob = { 
/**
 * The job.
 */
jobId: number, 
/**
 * Why.
 */
reason: string, };

/**
 * A parcel that came, opened by two.
 */
export type TakeParcel = { 
/**
 * The case.
 */
id: number, 
/**
 * The courier.
 */
courier: string, 
/**
 * The courier's number.
 */
tracking: string, 
/**
 * What lay in it.
 */
holds: string, 
/**
 * Who stood beside when it was opened.
 */
beside: Beside, };

/**
 * A ticket that was found on a stick.
 */
export type TicketLine = { 
/**
 * Its folder.
 */
folder: string, };

/**
 * Today in figures.
 */
export type TodayFigures = { 
/**
 * Cases opened today.
 */
opened: number, 
/**
 * Cases closed today.
 */
closed: number, 
/**
 * Fees of the cases opened today, in 分.
 */
feeCents: number, };

/**
 * What became of today's backup.
 */
export type TodaysBackup = { 
/**
 * It was made now; false where none is planned or it was made before.
 */
made: boolean, 
/**
 * What there is to say of it; empty where there is nothing.
 */
message: string, };

/**
 * What came of the check of the day.
 */
export type TodaysCheck = { 
/**
 * One was made now.
 */
made: boolean, 
/**
 * What it found wrong.
 */
findings: Array<Finding>, };

/**
 * A certificate on a plugged-in key.
 */
export type TokenCertificate = { 
/**
 * Common name of the subject.
 */
subject: string, 
/**
 * The subject's organisation, when it is another name.
 */
unit: string | null, 
/**
 * Common name of the issuer.
 */
issuer: string, 
/**
 * Valid until, `YYYY-MM-DD`.
 */
notAfter: string, 
/**
 * It has run out.
 */
expired: boolean, };

/**
 * A plugged-in key.
 */
export type TokenLine = { 
/**
 * Serial number; of a key without one the place in which it is plugged, which is for programs only.
 */
serial: string, 
/**
 * Whether the key has a serial number of its own.
 */
numbered: boolean, 
/**
 * Label.
 */
label: string, 
/**
 * Its model by the profile; what the key calls itself when none knows it.
 */
model: string, 
/**
 * Whether a profile knows the model.
 */
knownModel: boolean, 
/**
 * Driver.
 */
module: string, 
/**
 * Whose it is.
 */
presence: KeyPresence, 
/**
 * 空白 UKey, 本案 UKey, 他案 UKey …
 */
word: string, 
/**
 * What to do with it; empty when nothing is the matter.
 */
remedy: string, 
/**
 * How its PIN stands.
 */
pin: PinStanding, 
/**
 * PIN in words: 正常, 余 1 次, 已锁 …
 */
pinWord: string, 
/**
 * Tries left when the driver tells.
 */
pinTries: number | null, 
/**
 * How its SO PIN or PUK stands.
 */
puk: PinStanding, 
/**
 * SO PIN or PUK in words.
 */
pukWord: string, 
/**
 * Its tries left when the driver tells.
 */
pukTries: number | null, 
/**
 * Its SO PIN or PUK is used up: nobody can unlock it any more.
 */
isDead: boolean, 
/**
 * The next wrong PIN locks it.
 */
pinFinal: boolean, 
/**
 * The next wrong SO PIN or PUK makes it useless for good.
 */
pukFinal: boolean, 
/**
 * This store has its SO PIN or PUK.
 */
soPinKept: boolean, 
/**
 * What the stock says of it; none when it is not registered.
 */
stock: string | null, 
/**
 * Certificates on it.
 */
certificates: Array<TokenCertificate>, 
/**
 * Case it belongs to by our books.
 */
caseId: number | null, 
/**
 * Number of that case.
 */
caseNumber: string | null, 
/**
 * The unit or person of that case.
 */
holder: string | null, 
/**
 * Whether it may be decided now that this key is wiped for the case on screen.
 */
mayDecide: Gate, 
/**
 * The decision that it may be wiped for the case on screen: who and why.
 */
decision: string | null, };

/**
 * What is plugged in.
 */
export type Tokens = { 
/**
 * How it stands there.
 */
state: PluggedIn, 
/**
 * In words: 缺少驱动, 没有接读卡器, 没有插 UKey, 已插 1 把, 插了 2 把，请选定一把.
 */
word: string, 
/**
 * What to do.
 */
remedy: string, 
/**
 * The keys.
 */
tokens: Array<TokenLine>, };

/**
 * A key of the tray.
 */
export type TrayLine = { 
/**
 * Its case.
 */
caseId: number, 
/**
 * Number of the case.
 */
caseNumber: string, 
/**
 * Its job.
 */
jobId: number, 
/**
 * Whose: the unit's name, or the employee's.
 */
holder: string, 
/**
 * 单位法人数字证书 · 新申请 叁年
 */
what: string, 
/**
 * Serial of the key it is bound to.
 */
serial: string | null, 
/**
 * Where it stands.
 */
state: TrayState, 
/**
 * The next step, or why not, in words.
 */
note: string, };

/**
 * Where a key of the tray stands.
 */
export type TrayState = "ready" | "waits" | "stopped" | "skipped" | "elsewhere" | "done";

/**
 * Asking for a covered value.
 */
export type Unmask = { 
/**
 * Of what.
 */
of: UnmaskOf, 
/**
 * Its number.
 */
id: number, 
/**
 * Which value.
 */
field: string, 
/**
 * What for.
 */
purpose: Purpose, 
/**
 * The same in words; required for [`Purpose::Other`].
 */
words: string, };

/**
 * Of what a covered value is.
 */
export type UnmaskOf = "case" | "holder";

/**
 * A covered value, told.
 */
export type UnmaskedValue = { 
/**
 * 身份证号 …
 */
label: string, 
/**
 * The whole value; empty where papers may be opened now.
 */
value: string, 
/**
 * Seconds after which the screen forgets it, or after which papers are closed again.
 */
seconds: number, };

/**
 * A file made for the authority's site.
 */
export type UploadFile = { 
/**
 * Its name, after the paper.
 */
name: string, 
/**
 * Bytes.
 */
bytes: number, 
/**
 * 812 KB，上限 1.0 MB；重新压缩为 200 dpi
 */
words: string, };

/**
 * What was made for the authority's site.
 */
export type Uploads = { 
/**
 * Where the files lie.
 */
folder: string, 
/**
 * What the guide asks of uploads, in its words.
 */
rule: string, 
/**
 * The files.
 */
files: Array<UploadFile>, 
/**
 * Pages that cannot be made to fit and stay legible.
 */
findings: Array<Finding>, };

/**
 * The CA's own paper of a form is used.
 */
export type UsePaper = { 
/**
 * Project id.
 */
project: string, 
/**
 * Form id.
 */
form: string, 
/**
 * Where its print lies, and in which printer.
 */
paper: OnPaper, };

/**
 * The word of a reviewer on an item.
 */
export type Verdict = "ok" | "wrong";

/**
 * The word of a reviewer on an item, as it is given.
 */
export type VerdictGiven = "ok" | "wrong" | "";

/**
 * A check of the store.
 */
export type VerifyStore = { 
/**
 * Heads that were kept outside, to hold the store against.
 */
against: Array<string>, };

/**
 * A way beside the straight one.
 */
export type Way = "recall" | "send_back" | "recheck" | "ca_refused" | "ask_anew" | "give_up" | "linked";

/**
 * One way, as it stands open now.
 */
export type WayLine = { 
/**
 * Which.
 */
way: Way, 
/**
 * 作废, CA 退回 …
 */
word: string, 
/**
 * What will happen, in words.
 */
what: string, 
/**
 * Whether this account may take it now.
 */
may: Gate, 
/**
 * What the reason is called: 原因, CA 的答复; empty where none is asked.
 */
reasonLabel: string, 
/**
 * The most that can be paid back, in 分; none where nothing was to be paid.
 */
refundUpTo: number | null, 
/**
 * Keys whose fate has to be said.
 */
keys: Array<KeyToSettle>, 
/**
 * Certificates of which at least one is named.
 */
certificates: Array<WrongChoice>, };

/**
 * A way taken, with the reason.
 */
export type WayTaken = { 
/**
 * The case.
 */
id: number, 
/**
 * Why; of a refusal the CA's own words.
 */
reason: string, };

/**
 * The ways of a case.
 */
export type Ways = { 
/**
 * The case.
 */
id: number, 
/**
 * Its number.
 */
number: string, 
/**
 * Its title.
 */
title: string, 
/**
 * The ways that lead away from where it stands, those that are closed to this account among them.
 */
ways: Array<WayLine>, };

/**
 * Who works on a case at another window of the hall just now.
 */
export type WhoElse = { 
/**
 * What the window is called at the counter.
 */
window: string, 
/**
 * Who.
 */
name: string, };

/**
 * Why nothing can be written.
 */
export type WhyOnlyReads = "full" | "read_only" | "hall_gone" | "hall_altered";

/**
 * A certificate that may be named as wrong.
 */
export type WrongChoice = { 
/**
 * The job that wrote it.
 */
jobId: number, 
/**
 * Whose it is.
 */
holder: string, 
/**
 * Its serial number.
 */
serial: string, };

/**
 * The validity in years that may be chosen.
 */
export type YearsInfo = { 
/**
 * The years the guide offers; empty when it states none and the clerk types the number.
 */
options: Array<number>, 
/**
 * The guide's words.
 */
note: string, 
/**
 * Written in capital numerals on the form.
 */
capital: boolean, };

/** One function per command of the desk. */
export const client = (host: Host) => ({
  /** What the window asks first. */
  status: () => host.call('status', {}) as Promise<Status>,
  /** First start: makes the store, the counter, the first administrator, and signs in. */
  setUp: (args: SetUp) => host.call('set_up', args) as Promise<Status>,
  /** Signs in. */
  signIn: (args: SignIn) => host.call('sign_in', args) as Promise<Status>,
  /** Signs out and locks: the store is closed, key sessions end, drafts are kept. */
  signOut: () => host.call('sign_out', {}) as Promise<Status>,
  /** Somebody touched the window; without it the core ends the session after the agreed minutes. */
  touch: () => host.call('touch', {}) as Promise<Done>,
  /** Whether others have written meanwhile, and whether this window can write. */
  news: () => host.call('news', {}) as Promise<News>,
  /** What this window keeps while its hall's server is away, and why some of it did not come in. */
  spooled: () => host.call('spooled', {}) as Promise<SpoolList>,
  /** Brings one item of the spool into the books, also a colleague's, in the own name. */
  handInSpooled: (args: ById) => host.call('hand_in_spooled', args) as Promise<SpoolList>,
  /** Gives one item of the spool up; who did is on record. */
  giveUpSpooled: (args: ById) => host.call('give_up_spooled', args) as Promise<SpoolList>,
  /** Tickets of halls on the sticks that are plugged in. */
  hallTickets: () => host.call('hall_tickets', {}) as Promise<Array<TicketLine>>,
  /** Makes this PC, which has no store, a window of a hall, and signs in. */
  joinHall: (args: JoinHall) => host.call('join_hall', args) as Promise<Status>,
  /** The backups in a folder, newest first. */
  backups: (args: FindBackups) => host.call('backups', args) as Promise<Array<BackupLine>>,
  /** Tries a backup: opened and checked whole, with nothing done to the store. */
  tryBackup: (args: OfBackup) => host.call('try_backup', args) as Promise<Done>,
  /** Puts a backup in the place of the store while nobody is signed in; what was there is set aside. */
  restoreBackup: (args: OfBackup) => host.call('restore_backup', args) as Promise<RestoredStore>,
  /** Gives an administrator a new password by the key from the safe, while nobody is signed in. */
  recover: (args: Recover) => host.call('recover', args) as Promise<Status>,
  /** Changes one's own password. */
  changePassword: (args: ChangePassword) => host.call('change_password', args) as Promise<Done>,
  /** The board. */
  board: () => host.call('board', {}) as Promise<Board>,
  /** Cases and returning units by barcode, number, code, name, pinyin initials, phone, key serial. */
  lookUp: (args: LookUp) => host.call('look_up', args) as Promise<Array<Hit>>,
  /** Prints the sheet of the day with the signed head of the store. */
  printDaySheet: () => host.call('print_day_sheet', {}) as Promise<Printed>,
  /** A list of cases. */
  listCases: (args: ListCases) => host.call('list_cases', args) as Promise<Array<CaseRow>>,
  /** The numbers of the day: how many wait, and which was called where. Also for the screen that the hall */
  /** looks at, which is an account without any rights. */
  queue: () => host.call('queue', {}) as Promise<Queue>,
  /** Draws the next number. */
  drawNumber: () => host.call('draw_number', {}) as Promise<DrawnNumber>,
  /** Calls the next number to this window. */
  callNext: () => host.call('call_next', {}) as Promise<Queue>,
  /** Calls a number again that this window has called, or whose people did not come. */
  callBack: (args: CallBack) => host.call('call_back', args) as Promise<Queue>,
  /** Whoever has the number that this window called did not come. */
  passOver: () => host.call('pass_over', {}) as Promise<Queue>,
  /** Projects to choose from. */
  projects: () => host.call('projects', {}) as Promise<Array<ProjectInfo>>,
  /** Opens a draft. */
  openCase: (args: OpenCase) => host.call('open_case', args) as Promise<CaseView>,
  /** A case with everything that follows from its content. */
  getCase: (args: ById) => host.call('get_case', args) as Promise<CaseView>,
  /** Who works on a case at another window of the hall just now. */
  whoElse: (args: ById) => host.call('who_else', args) as Promise<WhoElse | null>,
  /** Saves what changed. A save of an older revision is refused with `case-changed-elsewhere`. */
  saveCase: (args: SaveCase) => host.call('save_case', args) as Promise<CaseView>,
  /** The ways beside the straight one that lead on from where a case stands. */
  ways: (args: ById) => host.call('ways', args) as Promise<Ways>,
  /** Takes a case back from the second check or from the key desk to amend it, before a key was touched. */
  recallCase: (args: WayTaken) => host.call('recall_case', args) as Promise<CaseView>,
  /** Sends an approved case back to the clerk. */
  sendBackCase: (args: WayTaken) => host.call('send_back_case', args) as Promise<CaseView>,
  /** Sends a case whose approval has lapsed to the second check once more. */
  recheckCase: (args: ById) => host.call('recheck_case', args) as Promise<CaseView>,
  /** Keeps the words with which the CA has refused a case, and gives it back to the clerk. */
  caRefused: (args: WayTaken) => host.call('ca_refused', args) as Promise<CaseView>,
  /** The certificate that came is wrong: it is to be revoked, and another one is asked for. */
  askAnew: (args: AskAnew) => host.call('ask_anew', args) as Promise<CaseView>,
  /** Gives a case up: what is paid back, and what becomes of its keys and certificates. */
  abandonCase: (args: Abandon) => host.call('abandon_case', args) as Promise<CaseView>,
  /** The audit trail of a case in words. */
  auditOfCase: (args: ById) => host.call('audit_of_case', args) as Promise<Array<AuditLine>>,
  /** Prints, hand-over sheets, requests, certificates of a case. */
  documents: (args: ById) => host.call('documents', args) as Promise<Array<DocumentLine>>,
  /** The rights as they stand: who may call what, and what each role sees of each group of fields. */
  rights: () => host.call('rights', {}) as Promise<Rights>,
  /** What a covered value may be asked for. */
  purposes: () => host.call('purposes', {}) as Promise<Array<PurposeChoice>>,
  /** Tells a covered value, or opens the papers of a case, to whoever says what for; on record. */
  unmask: (args: Unmask) => host.call('unmask', args) as Promise<UnmaskedValue>,
  /** Opens a document, a scanned page or a sample to be looked at in the window; who looked is on record. */
  lookAt: (args: LookAt) => host.call('look_at', args) as Promise<Look>,
  /** Prints what was opened with `lookAt`. */
  printLook: (args: LookAt) => host.call('print_look', args) as Promise<Printed>,
  /** Saves a stored document into the print folder and says where. */
  saveDocument: (args: ById) => host.call('save_document', args) as Promise<Done>,
  /** Lays out all forms of a case. */
  preview: (args: ById) => host.call('preview', args) as Promise<Preview>,
  /** Prints the forms of a case. */
  print: (args: Print) => host.call('print', args) as Promise<Printed>,
  /** Asks the printing system what became of the prints of a case that are under way. */
  followPrints: (args: ById) => host.call('follow_prints', args) as Promise<CaseView>,
  /** A person says whether a print came out. */
  confirmPrint: (args: ConfirmPrint) => host.call('confirm_print', args) as Promise<CaseView>,
  /** The slip for the customer: what to bring, where, when, how to pay. */
  printSlip: (args: ById) => host.call('print_slip', args) as Promise<Printed>,
  /** Scanners that SANE knows. */
  scanners: () => host.call('scanners', {}) as Promise<Array<Scanner>>,
  /** What a scanner offers: sources, colours, resolutions. */
  scannerOptions: (args: AboutScanner) => host.call('scanner_options', args) as Promise<ScannerOptions>,
  /** Starts a stack on the scanner, or one sheet where nothing is fed. */
  startScan: (args: StartScan) => host.call('start_scan', args) as Promise<Done>,
  /** Waits for the next page of the running stack; its pages are still to be read. */
  nextScanned: () => host.call('next_scanned', {}) as Promise<Scanned>,
  /** Stops the running stack; what has come stays. */
  stopScan: () => host.call('stop_scan', {}) as Promise<Done>,
  /** Cameras that the system offers. */
  cameras: () => host.call('cameras', {}) as Promise<Array<Camera>>,
  /** Opens a camera; its frames are `cameraFrame`. */
  openCamera: (args: OpenCamera) => host.call('open_camera', args) as Promise<Done>,
  /** Lets the camera go. */
  closeCamera: () => host.call('close_camera', {}) as Promise<Done>,
  /** Keeps the next frame as a page; it is still to be read. */
  capture: (args: Capture) => host.call('capture', args) as Promise<Imported>,
  /** Finds out what a page of the tray is, and files it when that is certain. */
  readPage: (args: ById) => host.call('read_page', args) as Promise<PageLine>,
  /** Takes over what has arrived in the watched folder; its pages are still to be read. */
  pollWatchFolder: () => host.call('poll_watch_folder', {}) as Promise<Imported>,
  /** Pages that wait for the clerk. */
  tray: () => host.call('tray', {}) as Promise<Array<PageLine>>,
  /** Pages of a case. */
  pagesOfCase: (args: ById) => host.call('pages_of_case', args) as Promise<Array<PageLine>>,
  /** Files a page by hand. */
  filePage: (args: FilePage) => host.call('file_page', args) as Promise<PageLine>,
  /** Puts a page aside (kept, but counted no more). */
  discardPage: (args: ById) => host.call('discard_page', args) as Promise<PageLine>,
  /** Back into the tray. */
  unfilePage: (args: ById) => host.call('unfile_page', args) as Promise<PageLine>,
  /** Writes the scans of a case as the authority's site takes them. */
  exportUploads: (args: ById) => host.call('export_uploads', args) as Promise<Uploads>,
  /** Seal samples of a case. */
  samples: (args: ById) => host.call('samples', args) as Promise<Array<SampleLine>>,
  /** Chooses, accepts or rejects a sample. */
  decideSample: (args: DecideSample) => host.call('decide_sample', args) as Promise<Array<SampleLine>>,
  /** Crops, turns or colours a sample; the sample as it was cut is kept. */
  editSample: (args: EditSample) => host.call('edit_sample', args) as Promise<Array<SampleLine>>,
  /** Saves a sample's picture into the print folder, in the formats the authority takes, and says where. */
  saveSample: (args: SaveSample) => host.call('save_sample', args) as Promise<Done>,
  /** Sends a case to the second check. */
  submit: (args: ById) => host.call('submit', args) as Promise<CaseView>,
  /** Opens a case for the second check. */
  review: (args: ById) => host.call('review', args) as Promise<ReviewView>,
  /** Sets or takes back a verdict. */
  setVerdict: (args: SetVerdict) => host.call('set_verdict', args) as Promise<ReviewView>,
  /** Signs off. */
  approve: (args: Approve) => host.call('approve', args) as Promise<CaseView>,
  /** Sends back with reasons. */
  returnCase: (args: ReturnCase) => host.call('return_case', args) as Promise<CaseView>,
  /** What is plugged in; asked by case, so that its own key is told from others (`id` 0: none). */
  tokens: (args: ById) => host.call('tokens', args) as Promise<Tokens>,
  /** Waits a moment for a reader or a card to come or go, and tells how the readers are then. */
  plugged: (args: Readers) => host.call('plugged', args) as Promise<Readers>,
  /** Records that a key with something on it may be wiped for a case. */
  decideKey: (args: DecideKey) => host.call('decide_key', args) as Promise<Tokens>,
  /** Whether a PIN that is being typed can be set; changes nothing. */
  lookAtPin: (args: NewPin) => host.call('look_at_pin', args) as Promise<Gate>,
  /** The SO PIN or PUK of a key, told once under four eyes. */
  showSoPin: (args: ShowSoPin) => host.call('show_so_pin', args) as Promise<SoPinShown>,
  /** Somebody beside agrees to the use of the SO PIN that a job's next step needs. */
  agreeBeside: (args: AgreeBeside) => host.call('agree_beside', args) as Promise<KeyWent>,
  /** The stock of blank keys, with the day's moves. */
  stock: () => host.call('stock', {}) as Promise<Stock>,
  /** Takes a box of blank keys into the stock. */
  stockIn: (args: StockIn) => host.call('stock_in', args) as Promise<Stock>,
  /** Marks a key of the stock as damaged, destroyed, or back in its box. */
  stockMark: (args: StockMark) => host.call('stock_mark', args) as Promise<Stock>,
  /** Counts the stock at the end of the day. */
  stockClose: (args: StockClose) => host.call('stock_close', args) as Promise<Stock>,
  /** Cases waiting at the key desk. */
  keyQueue: () => host.call('key_queue', {}) as Promise<KeyQueue>,
  /** All keys waiting to be made, one after the other, and what was finished today. */
  keyTray: () => host.call('key_tray', {}) as Promise<KeyTray>,
  /** Leaves a key of the tray for later, with the reason. */
  skipKey: (args: SkipJob) => host.call('skip_key', args) as Promise<KeyTray>,
  /** A case at the key desk. */
  keyDesk: (args: ById) => host.call('key_desk', args) as Promise<KeyDesk>,
  /** Takes the next step of a key job. */
  keyGo: (args: KeyGo) => host.call('key_go', args) as Promise<KeyWent>,
  /** Takes a key job over that is worked on at another window of the hall. */
  takeOverJob: (args: TakeOverJob) => host.call('take_over_job', args) as Promise<KeyWent>,
  /** Confirms the term of a certificate that cannot be compared, or is shorter than before. */
  confirmTerm: (args: ById) => host.call('confirm_term', args) as Promise<KeyWent>,
  /** Writes one package with the requests of all waiting jobs of a case again. */
  exportAgain: (args: ById) => host.call('export_again', args) as Promise<KeyWent>,
  /** Writes the requests of all cases that wait for the CA again, one package for each project. */
  exportAll: () => host.call('export_all', {}) as Promise<Exported>,
  /** Takes all answers of the CA that lie in a folder, whatever cases they are for. */
  importFolder: (args: ImportFolder) => host.call('import_folder', args) as Promise<Answers>,
  /** What waits to be told to the CA for revocation or suspension. */
  revocations: () => host.call('revocations', {}) as Promise<Revocations>,
  /** Writes what waits as signed lists for the CA. */
  exportRevocations: () => host.call('export_revocations', {}) as Promise<Revocations>,
  /** Closes something asked of the CA that it is known to have done, with how that is known. */
  closeRevocation: (args: CloseRevocation) => host.call('close_revocation', args) as Promise<Revocations>,
  /** Puts down that the CA has revoked a certificate of its own accord. */
  recordRevoked: (args: RecordRevoked) => host.call('record_revoked', args) as Promise<Done>,
  /** Asks for a certificate on hold to count again, with a reviewer beside. */
  askResumption: (args: AskResumption) => host.call('ask_resumption', args) as Promise<Revocations>,
  /** Holders with their keys and certificates, found by name, initials, code, serial, key or case. */
  ledger: (args: LedgerAsked) => host.call('ledger', args) as Promise<Ledger>,
  /** A certificate of the ledger with its line of life and what may be begun from it. */
  ledgerEntry: (args: ById) => host.call('ledger_entry', args) as Promise<LedgerEntry>,
  /** Enters a certificate that came from elsewhere. */
  enterCertificate: (args: EnterCertificate) => host.call('enter_certificate', args) as Promise<LedgerEntry>,
  /** What is plugged in, with what the books know of it. */
  keysAtHand: () => host.call('keys_at_hand', {}) as Promise<KeysAtHand>,
  /** Chooses what a case acts on by the key that is plugged in. */
  pickByKey: (args: PickByKey) => host.call('pick_by_key', args) as Promise<CaseView>,
  /** Puts down where a key is: handed in, given back, destroyed. */
  placeKey: (args: PlaceKey) => host.call('place_key', args) as Promise<Done>,
  /** Practice store only: the training CA answers the request of a job. */
  trainingIssue: (args: ById) => host.call('training_issue', args) as Promise<KeyWent>,
  /** Prints the PIN letter of a new key; a second time only by right. */
  printPinLetter: (args: PinLetter) => host.call('print_pin_letter', args) as Promise<KeyDesk>,
  /** What will be handed over. */
  handOverView: (args: ById) => host.call('hand_over_view', args) as Promise<HandOverView>,
  /** What still stands in the way of a hand-over as filled in so far; changes nothing. */
  checkHandOver: (args: HandOver) => host.call('check_hand_over', args) as Promise<HandOverChecked>,
  /** Sets the customer's PINs, closes the case, prints the sheet. */
  handOver: (args: HandOver) => host.call('hand_over', args) as Promise<HandOverView>,
  /** Prints the stored sheet of a case that was handed over once more. */
  printHandOverSheet: (args: ById) => host.call('print_hand_over_sheet', args) as Promise<HandOverView>,
  /** What came and left by post for a case, and what may be put down next. */
  parcels: (args: ById) => host.call('parcels', args) as Promise<Parcels>,
  /** Puts down a parcel that came for a case, opened by two. */
  takeParcel: (args: TakeParcel) => host.call('take_parcel', args) as Promise<Parcels>,
  /** The letter with the first PIN has left, in a parcel of its own, on a later day than the keys. */
  sendPinLetter: (args: SendPinLetter) => host.call('send_pin_letter', args) as Promise<Parcels>,
  /** A parcel that left was received. */
  parcelReceived: (args: ParcelReceived) => host.call('parcel_received', args) as Promise<Parcels>,
  /** What may be deleted now, what waits until when and why, and what was deleted. */
  keeping: (args: KeepingAsked) => host.call('keeping', args) as Promise<Keeping>,
  /** Deletes cases whose time has come, with somebody who agrees. */
  deleteCases: (args: DeleteCases) => host.call('delete_cases', args) as Promise<CasesDeleted>,
  /** Where one person's data stands, to whoever says what for; on record. */
  findPerson: (args: FindPerson) => host.call('find_person', args) as Promise<PersonFound>,
  /** Hands one person's data out into a folder; with somebody beside where one does not see it whole. */
  exportPerson: (args: ExportPerson) => host.call('export_person', args) as Promise<PersonExported>,
  /** Files outside the store, and until when they lie there. */
  outsideFiles: () => host.call('outside_files', {}) as Promise<OutsideFiles>,
  /** Chooses after how many days files outside the store are removed. */
  chooseOutsideDays: (args: OutsideDays) => host.call('choose_outside_days', args) as Promise<OutsideFiles>,
  /** Removes files outside the store that are due: behind the work of whoever signs in, and when told. */
  sweepOutside: () => host.call('sweep_outside', {}) as Promise<Swept>,
  /** Prints the certificate of deletions once more. */
  printDeletions: (args: PrintDeletions) => host.call('print_deletions', args) as Promise<Printed>,
  /** Everything on the settings screen. */
  settings: () => host.call('settings', {}) as Promise<Settings>,
  /** The projects at hand, their agreements, and folders that could not be used. */
  installed: () => host.call('installed', {}) as Promise<Installed>,
  /** An installed text of an agreement. */
  agreementText: (args: ById) => host.call('agreement_text', args) as Promise<AgreementText>,
  /** Installs the authority's current text of an agreement. */
  installAgreement: (args: InstallAgreement) => host.call('install_agreement', args) as Promise<Installed>,
  /** Puts down why a project's contracts may be printed without their articles today. */
  permitPrinting: (args: PermitPrinting) => host.call('permit_printing', args) as Promise<Installed>,
  /** Packages of a project leave as they are again. */
  dropCaEncryption: (args: OfProject) => host.call('drop_ca_encryption', args) as Promise<Settings>,
  /** Saves the counter's own data. */
  saveCounter: (args: Counter) => host.call('save_counter', args) as Promise<Settings>,
  /** Saves devices and folders. */
  saveDevices: (args: Devices) => host.call('save_devices', args) as Promise<Settings>,
  /** Printers with what is known of them, and the forms whose paper the CA prints. */
  printerBook: () => host.call('printer_book', {}) as Promise<PrinterBook>,
  /** Prints the calibration page of a printer. */
  printCalibrationPage: (args: CalibrationPage) => host.call('print_calibration_page', args) as Promise<Printed>,
  /** What a ruler says of a calibration page; nothing is kept yet. */
  ruleCalibration: (args: RuledPage) => host.call('rule_calibration', args) as Promise<CalibrationRead>,
  /** Keeps what a printer does to a page; it is undone from then on. */
  keepCalibration: (args: KeepCalibration) => host.call('keep_calibration', args) as Promise<PrinterBook>,
  /** Forgets what a printer does to a page. */
  forgetCalibration: (args: OfPrinter) => host.call('forget_calibration', args) as Promise<PrinterBook>,
  /** Uses the CA's own paper for a form: only values are printed onto it. */
  usePaper: (args: UsePaper) => host.call('use_paper', args) as Promise<PrinterBook>,
  /** Prints a form whole again, on white paper. */
  dropPaper: (args: OfForm) => host.call('drop_paper', args) as Promise<PrinterBook>,
  /** Prints a made-up case's values onto the CA's paper. */
  tryPaper: (args: OfForm) => host.call('try_paper', args) as Promise<Printed>,
  /** Adds an account. */
  addAccount: (args: AddAccount) => host.call('add_account', args) as Promise<Settings>,
  /** Changes an account. */
  editAccount: (args: EditAccount) => host.call('edit_account', args) as Promise<Settings>,
  /** Backs the store up and proves the copy. */
  backUp: (args: BackUp) => host.call('back_up', args) as Promise<Done>,
  /** How far the backup is. */
  backupState: () => host.call('backup_state', {}) as Promise<BackupState>,
  /** The backup under way is not wanted any more. */
  cancelBackup: () => host.call('cancel_backup', {}) as Promise<BackupState>,
  /** Makes today's backup when one is planned and none was made. */
  backUpToday: () => host.call('back_up_today', {}) as Promise<TodaysBackup>,
  /** Checks the store whole where nobody has today, behind the work. */
  checkToday: () => host.call('check_today', {}) as Promise<TodaysCheck>,
  /** Renews the database key; everybody else gets it by their own. */
  renewDatabaseKey: (args: RenewDatabaseKey) => host.call('renew_database_key', args) as Promise<Safety>,
  /** Seals for the people of today what two of a former time open. */
  sealAnew: (args: SealAnew) => host.call('seal_anew', args) as Promise<Safety>,
  /** Makes the key for the safe; the one before is void. */
  makeRecoveryKey: (args: MakeRecoveryKey) => host.call('make_recovery_key', args) as Promise<RecoverySheets>,
  /** Checks the store: pages, foreign keys, audit chain, attachments, signed acts. */
  verifyStore: (args: VerifyStore) => host.call('verify_store', args) as Promise<Done>,
  /** A page of a form as PNG, laid out with the present content. */
  previewPage: (args: PreviewPage) => host.bytes('preview_page', args),
  /** A stored document. */
  document: (args: ById) => host.bytes('document', args),
  /** A page of what was opened with `lookAt`. */
  lookPage: (args: LookPage) => host.bytes('look_page', args),
  /** A scanned page as JPEG, scaled down. */
  pagePicture: (args: PagePicture) => host.bytes('page_picture', args),
  /** The next frame of the open camera as JPEG. */
  cameraFrame: () => host.bytes('camera_frame', {}),
  /** The small picture of a scanned page as JPEG. */
  pageThumb: (args: ById) => host.bytes('page_thumb', args),
  /** Part of a scanned page, straightened, as PNG. */
  pageRegion: (args: PageRegion) => host.bytes('page_region', args),
  /** A seal sample as PNG. */
  samplePicture: (args: SamplePicture) => host.bytes('sample_picture', args),
  /** A dropped or picked scan, kept: image, multi-page TIFF or PDF of scans. `about` is the case on */
  /** screen, 0 for none. Its pages are still to be read. */
  receiveScan: (name: string, about: number, data: Uint8Array) =>
    host.upload('receive_scan', name, about, data) as Promise<Imported>,
  /** The same with all its pages read. */
  importScan: (name: string, about: number, data: Uint8Array) =>
    host.upload('import_scan', name, about, data) as Promise<Imported>,
  /** The CA's answer: PEM, DER, P7B or ZIP. `about` is the job. */
  importAnswer: (name: string, about: number, data: Uint8Array) =>
    host.upload('import_answer', name, about, data) as Promise<KeyWent>,
  /** The CA's signed list of revoked certificates: DER or PEM. `about` is nothing. */
  importRevoked: (name: string, about: number, data: Uint8Array) =>
    host.upload('import_revoked', name, about, data) as Promise<RevokedTaken>,
  /** A certificate file, read to be entered; nothing is kept yet. `about` is nothing. */
  readCertificate: (name: string, about: number, data: Uint8Array) =>
    host.upload('read_certificate', name, about, data) as Promise<CertificateRead>,
  /** A CA root or intermediate certificate; `name` is the project id. */
  installCa: (name: string, about: number, data: Uint8Array) =>
    host.upload('install_ca', name, about, data) as Promise<Settings>,
  /** The certificate of the CA that packages of a project are encrypted for; `name` is the project id. */
  installCaEncryption: (name: string, about: number, data: Uint8Array) =>
    host.upload('install_ca_encryption', name, about, data) as Promise<Settings>,
  /** A scan of a calibration page; `name` is the printer. Nothing is kept yet. */
  readCalibration: (name: string, about: number, data: Uint8Array) =>
    host.upload('read_calibration', name, about, data) as Promise<CalibrationRead>,
  /** A text file, read as the text of an agreement; nothing is kept yet. */
  readAgreement: (name: string, about: number, data: Uint8Array) =>
    host.upload('read_agreement', name, about, data) as Promise<AgreementText>,
})

export type Client = ReturnType<typeof client>

/** What each command takes and answers, for whoever plays the desk. */
export interface Calls {
  status: { args: Record<string, never>; answer: Status }
  set_up: { args: SetUp; answer: Status }
  sign_in: { args: SignIn; answer: Status }
  sign_out: { args: Record<string, never>; answer: Status }
  touch: { args: Record<string, never>; answer: Done }
  news: { args: Record<string, never>; answer: News }
  spooled: { args: Record<string, never>; answer: SpoolList }
  hand_in_spooled: { args: ById; answer: SpoolList }
  give_up_spooled: { args: ById; answer: SpoolList }
  hall_tickets: { args: Record<string, never>; answer: Array<TicketLine> }
  join_hall: { args: JoinHall; answer: Status }
  backups: { args: FindBackups; answer: Array<BackupLine> }
  try_backup: { args: OfBackup; answer: Done }
  restore_backup: { args: OfBackup; answer: RestoredStore }
  recover: { args: Recover; answer: Status }
  change_password: { args: ChangePassword; answer: Done }
  board: { args: Record<string, never>; answer: Board }
  look_up: { args: LookUp; answer: Array<Hit> }
  print_day_sheet: { args: Record<string, never>; answer: Printed }
  list_cases: { args: ListCases; answer: Array<CaseRow> }
  queue: { args: Record<string, never>; answer: Queue }
  draw_number: { args: Record<string, never>; answer: DrawnNumber }
  call_next: { args: Record<string, never>; answer: Queue }
  call_back: { args: CallBack; answer: Queue }
  pass_over: { args: Record<string, never>; answer: Queue }
  projects: { args: Record<string, never>; answer: Array<ProjectInfo> }
  open_case: { args: OpenCase; answer: CaseView }
  get_case: { args: ById; answer: CaseView }
  who_else: { args: ById; answer: WhoElse | null }
  save_case: { args: SaveCase; answer: CaseView }
  ways: { args: ById; answer: Ways }
  recall_case: { args: WayTaken; answer: CaseView }
  send_back_case: { args: WayTaken; answer: CaseView }
  recheck_case: { args: ById; answer: CaseView }
  ca_refused: { args: WayTaken; answer: CaseView }
  ask_anew: { args: AskAnew; answer: CaseView }
  abandon_case: { args: Abandon; answer: CaseView }
  audit_of_case: { args: ById; answer: Array<AuditLine> }
  documents: { args: ById; answer: Array<DocumentLine> }
  rights: { args: Record<string, never>; answer: Rights }
  purposes: { args: Record<string, never>; answer: Array<PurposeChoice> }
  unmask: { args: Unmask; answer: UnmaskedValue }
  look_at: { args: LookAt; answer: Look }
  print_look: { args: LookAt; answer: Printed }
  save_document: { args: ById; answer: Done }
  preview: { args: ById; answer: Preview }
  print: { args: Print; answer: Printed }
  follow_prints: { args: ById; answer: CaseView }
  confirm_print: { args: ConfirmPrint; answer: CaseView }
  print_slip: { args: ById; answer: Printed }
  scanners: { args: Record<string, never>; answer: Array<Scanner> }
  scanner_options: { args: AboutScanner; answer: ScannerOptions }
  start_scan: { args: StartScan; answer: Done }
  next_scanned: { args: Record<string, never>; answer: Scanned }
  stop_scan: { args: Record<string, never>; answer: Done }
  cameras: { args: Record<string, never>; answer: Array<Camera> }
  open_camera: { args: OpenCamera; answer: Done }
  close_camera: { args: Record<string, never>; answer: Done }
  capture: { args: Capture; answer: Imported }
  read_page: { args: ById; answer: PageLine }
  poll_watch_folder: { args: Record<string, never>; answer: Imported }
  tray: { args: Record<string, never>; answer: Array<PageLine> }
  pages_of_case: { args: ById; answer: Array<PageLine> }
  file_page: { args: FilePage; answer: PageLine }
  discard_page: { args: ById; answer: PageLine }
  unfile_page: { args: ById; answer: PageLine }
  export_uploads: { args: ById; answer: Uploads }
  samples: { args: ById; answer: Array<SampleLine> }
  decide_sample: { args: DecideSample; answer: Array<SampleLine> }
  edit_sample: { args: EditSample; answer: Array<SampleLine> }
  save_sample: { args: SaveSample; answer: Done }
  submit: { args: ById; answer: CaseView }
  review: { args: ById; answer: ReviewView }
  set_verdict: { args: SetVerdict; answer: ReviewView }
  approve: { args: Approve; answer: CaseView }
  return_case: { args: ReturnCase; answer: CaseView }
  tokens: { args: ById; answer: Tokens }
  plugged: { args: Readers; answer: Readers }
  decide_key: { args: DecideKey; answer: Tokens }
  look_at_pin: { args: NewPin; answer: Gate }
  show_so_pin: { args: ShowSoPin; answer: SoPinShown }
  agree_beside: { args: AgreeBeside; answer: KeyWent }
  stock: { args: Record<string, never>; answer: Stock }
  stock_in: { args: StockIn; answer: Stock }
  stock_mark: { args: StockMark; answer: Stock }
  stock_close: { args: StockClose; answer: Stock }
  key_queue: { args: Record<string, never>; answer: KeyQueue }
  key_tray: { args: Record<string, never>; answer: KeyTray }
  skip_key: { args: SkipJob; answer: KeyTray }
  key_desk: { args: ById; answer: KeyDesk }
  key_go: { args: KeyGo; answer: KeyWent }
  take_over_job: { args: TakeOverJob; answer: KeyWent }
  confirm_term: { args: ById; answer: KeyWent }
  export_again: { args: ById; answer: KeyWent }
  export_all: { args: Record<string, never>; answer: Exported }
  import_folder: { args: ImportFolder; answer: Answers }
  revocations: { args: Record<string, never>; answer: Revocations }
  export_revocations: { args: Record<string, never>; answer: Revocations }
  close_revocation: { args: CloseRevocation; answer: Revocations }
  record_revoked: { args: RecordRevoked; answer: Done }
  ask_resumption: { args: AskResumption; answer: Revocations }
  ledger: { args: LedgerAsked; answer: Ledger }
  ledger_entry: { args: ById; answer: LedgerEntry }
  enter_certificate: { args: EnterCertificate; answer: LedgerEntry }
  keys_at_hand: { args: Record<string, never>; answer: KeysAtHand }
  pick_by_key: { args: PickByKey; answer: CaseView }
  place_key: { args: PlaceKey; answer: Done }
  training_issue: { args: ById; answer: KeyWent }
  print_pin_letter: { args: PinLetter; answer: KeyDesk }
  hand_over_view: { args: ById; answer: HandOverView }
  check_hand_over: { args: HandOver; answer: HandOverChecked }
  hand_over: { args: HandOver; answer: HandOverView }
  print_hand_over_sheet: { args: ById; answer: HandOverView }
  parcels: { args: ById; answer: Parcels }
  take_parcel: { args: TakeParcel; answer: Parcels }
  send_pin_letter: { args: SendPinLetter; answer: Parcels }
  parcel_received: { args: ParcelReceived; answer: Parcels }
  keeping: { args: KeepingAsked; answer: Keeping }
  delete_cases: { args: DeleteCases; answer: CasesDeleted }
  find_person: { args: FindPerson; answer: PersonFound }
  export_person: { args: ExportPerson; answer: PersonExported }
  outside_files: { args: Record<string, never>; answer: OutsideFiles }
  choose_outside_days: { args: OutsideDays; answer: OutsideFiles }
  sweep_outside: { args: Record<string, never>; answer: Swept }
  print_deletions: { args: PrintDeletions; answer: Printed }
  settings: { args: Record<string, never>; answer: Settings }
  installed: { args: Record<string, never>; answer: Installed }
  agreement_text: { args: ById; answer: AgreementText }
  install_agreement: { args: InstallAgreement; answer: Installed }
  permit_printing: { args: PermitPrinting; answer: Installed }
  drop_ca_encryption: { args: OfProject; answer: Settings }
  save_counter: { args: Counter; answer: Settings }
  save_devices: { args: Devices; answer: Settings }
  printer_book: { args: Record<string, never>; answer: PrinterBook }
  print_calibration_page: { args: CalibrationPage; answer: Printed }
  rule_calibration: { args: RuledPage; answer: CalibrationRead }
  keep_calibration: { args: KeepCalibration; answer: PrinterBook }
  forget_calibration: { args: OfPrinter; answer: PrinterBook }
  use_paper: { args: UsePaper; answer: PrinterBook }
  drop_paper: { args: OfForm; answer: PrinterBook }
  try_paper: { args: OfForm; answer: Printed }
  add_account: { args: AddAccount; answer: Settings }
  edit_account: { args: EditAccount; answer: Settings }
  back_up: { args: BackUp; answer: Done }
  backup_state: { args: Record<string, never>; answer: BackupState }
  cancel_backup: { args: Record<string, never>; answer: BackupState }
  back_up_today: { args: Record<string, never>; answer: TodaysBackup }
  check_today: { args: Record<string, never>; answer: TodaysCheck }
  renew_database_key: { args: RenewDatabaseKey; answer: Safety }
  seal_anew: { args: SealAnew; answer: Safety }
  make_recovery_key: { args: MakeRecoveryKey; answer: RecoverySheets }
  verify_store: { args: VerifyStore; answer: Done }
}

/** What each command that answers in bytes takes. */
export interface Pictures {
  preview_page: PreviewPage
  document: ById
  look_page: LookPage
  page_picture: PagePicture
  camera_frame: Record<string, never>
  page_thumb: ById
  page_region: PageRegion
  sample_picture: SamplePicture
}

/** What each command that takes a file answers. */
export interface Files {
  receive_scan: Imported
  import_scan: Imported
  import_answer: KeyWent
  import_revoked: RevokedTaken
  read_certificate: CertificateRead
  install_ca: Settings
  install_ca_encryption: Settings
  read_calibration: CalibrationRead
  read_agreement: AgreementText
}
