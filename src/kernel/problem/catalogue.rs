//! Every code that an answer can carry, in one table: the status it comes with and its title in both languages.
//!
//! Codes are a promise to clients: they are added to, and never renamed.

use std::borrow::Cow;

use actix_web::http::StatusCode;
use serde::{Serialize, Serializer};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::Language;

macro_rules! catalogue {
    ($($variant:ident, $status:literal, $code:literal, $vietnamese:literal, $english:literal;)+) => {
        /// What is wrong, in one stable word.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $english] $variant,)+
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)+];

            /// The status of a problem that has this code.
            pub fn status(self) -> StatusCode {
                let status: u16 = match self { $(Code::$variant => $status,)+ };
                StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            }

            /// The code as clients see it.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $code,)+ }
            }

            /// What the code means.
            pub fn title(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Code::$variant, Language::Vietnamese) => $vietnamese,
                      (Code::$variant, Language::English) => $english,)+
                }
            }
        }
    };
}

catalogue! {
    // The request as such.
    MalformedRequest, 400, "malformed_request", "Yêu cầu không đúng cú pháp", "The request cannot be understood";
    MalformedJson, 400, "malformed_json", "Nội dung không phải là JSON hợp lệ", "The body is not valid JSON";
    Schema, 400, "schema", "Nội dung không đúng cấu trúc quy định", "The body does not have the shape that this operation takes";
    BadParameter, 400, "bad_parameter", "Tham số hoặc tiêu đề của yêu cầu không hợp lệ", "A parameter or a header of the request is not valid";
    RequestTimeout, 408, "request_timeout", "Nội dung yêu cầu gửi đến quá chậm", "The body of the request took too long to arrive";
    BodyTooLarge, 413, "body_too_large", "Nội dung yêu cầu vượt quá 1 MB", "The body of the request is larger than 1 MB";
    UnsupportedMediaType, 415, "unsupported_media_type", "Thao tác này không nhận kiểu nội dung đã gửi", "This operation does not take a body of that media type";
    RangeNotSatisfiable, 416, "range_not_satisfiable", "Tệp không có các byte được yêu cầu", "There are no such bytes in the file";

    // One place in a request, reported in `errors`.
    FieldMissing, 400, "field_missing", "Thiếu trường bắt buộc", "This field is required";
    FieldUnknown, 400, "field_unknown", "Không có trường hoặc tham số này", "There is no such field or parameter";
    FieldRepeated, 400, "field_repeated", "Trường hoặc tham số bị lặp lại", "This field or parameter is given more than once";
    TypeMismatch, 400, "type_mismatch", "Giá trị không đúng kiểu", "The value has the wrong type";
    ValueInvalid, 400, "value_invalid", "Giá trị không hợp lệ", "The value is not valid";
    LengthOutOfRange, 400, "length_out_of_range", "Độ dài hoặc số phần tử nằm ngoài giới hạn", "The length or the number of items is out of range";
    NumberOutOfRange, 400, "number_out_of_range", "Giá trị số nằm ngoài giới hạn", "The number is out of range";
    CharacterForbidden, 400, "character_forbidden", "Văn bản chứa ký tự điều khiển không được phép", "The text contains a control character that is not allowed";
    TextBlank, 400, "text_blank", "Văn bản không hiện ra chữ nào", "The text shows nothing";
    EmailInvalid, 400, "email_invalid", "Địa chỉ thư điện tử không hợp lệ", "The e-mail address is not valid";
    UrlInvalid, 400, "url_invalid", "Đường dẫn không hợp lệ", "The link is not valid";
    CursorInvalid, 422, "cursor_invalid", "Con trỏ trang không hợp lệ hoặc thuộc cách sắp xếp khác", "The cursor is not valid or belongs to another order";

    // Who is asking.
    Unauthenticated, 401, "unauthenticated", "Cần đăng nhập để thực hiện thao tác này", "This operation needs an access token";
    InvalidToken, 401, "invalid_token", "Mã truy cập không hợp lệ, đã hết hạn hoặc đã bị thu hồi", "The token is not valid, has expired or was revoked";
    InvalidCredentials, 401, "invalid_credentials", "Tên đăng nhập hoặc mật khẩu không đúng", "The login or the password is wrong";
    NoRole, 422, "no_role", "Tài khoản hiện không có vai trò nào: đề nghị quản trị viên giao vai trò", "The account holds no role now: an administrator grants one";
    AgencyChoiceNeeded, 422, "agency_choice_needed", "Người dùng thuộc nhiều cơ quan: cần nêu cơ quan làm việc", "The user has several agencies: name the one to act for";
    PasswordChangeNeeded, 403, "password_change_needed", "Mật khẩu do người khác đặt: cần tự đổi mật khẩu trước khi tiếp tục", "Somebody else set the password: change it before anything else";
    RoleMayNot, 403, "role_may_not", "Vai trò của người gọi không được phép thực hiện thao tác này", "The caller's role may not do this";
    SeparationOfDuties, 403, "separation_of_duties", "Không ai được tự duyệt việc do chính mình làm", "Nobody decides on what they did themselves";
    DisclosureRequired, 403, "disclosure_required", "Tệp bị hạn chế tiếp cận: cần yêu cầu tiết lộ trước khi tải xuống", "The file is restricted: it has to be disclosed to the caller first";

    // What is there, and in which state.
    NotFound, 404, "not_found", "Không tìm thấy", "Not found";
    MethodNotAllowed, 405, "method_not_allowed", "Địa chỉ này không nhận phương thức đã dùng", "This address does not take that method";
    NotAcceptable, 406, "not_acceptable", "Không có dạng trả lời theo yêu cầu", "There is no answer of the media type asked for";
    StateForbids, 409, "state_forbids", "Trạng thái hiện tại không cho phép thao tác này", "The present state does not allow this";
    IdTaken, 409, "id_taken", "Mã định danh đã được sử dụng", "The id is in use";
    NumberTaken, 409, "number_taken", "Số ký hiệu đã được sử dụng", "The number is in use";
    CodeTaken, 409, "code_taken", "Mã đã được sử dụng", "The code is in use";
    LoginTaken, 409, "login_taken", "Tên đăng nhập đã được sử dụng", "The login is in use";
    Referenced, 409, "referenced", "Đang được nơi khác dẫn chiếu nên không xoá được", "It is referred to and cannot be deleted";
    AlreadyAssigned, 409, "already_assigned", "Cơ quan này đã được giao nhiệm vụ với cùng thời hạn", "The agency has this task by the same date already";
    AlreadyAsked, 409, "already_asked", "Đã có đề nghị gia hạn đang chờ quyết định", "An extension has been asked for already and awaits its decision";
    RevisionOpen, 409, "revision_open", "Đã có bản sửa đổi đang được soạn thảo", "A revision is being drafted already";
    PeriodOverlaps, 409, "period_overlaps", "Khoảng thời gian trùng với một khoảng đã có", "The time overlaps with one on record";
    GrantOverlaps, 409, "grant_overlaps", "Vai trò này đã được giao trong khoảng thời gian trùng nhau", "The same role is granted already for a part of that time";
    ParentNotIssued, 409, "parent_not_issued", "Chương trình cấp trên chưa được ban hành", "The parent programme has not been issued";
    NotInForce, 409, "not_in_force", "Văn bản không còn hoặc chưa có hiệu lực", "It is not in force";
    AgencyNotAlive, 409, "agency_not_alive", "Cơ quan không hoạt động vào ngày này", "The agency does not exist on that day";
    PeriodExists, 409, "period_exists", "Chế độ báo cáo này đã có kỳ báo cáo của năm đó", "The regime has a period of that year already";
    ReportReceived, 409, "report_received", "Đã có báo cáo gửi đến trong kỳ này", "A report of this period has been received already";
    UsedInReport, 409, "used_in_report", "Đã có báo cáo được tiếp nhận sử dụng nội dung này", "A report that was received uses it as it is";
    LastAdministrator, 409, "last_administrator", "Phải còn ít nhất một quản trị viên hoạt động", "At least one active administrator must remain";
    SubmissionInFlight, 409, "submission_in_flight", "Đã có một bản báo cáo đang soạn thảo hoặc đang được xem xét", "A version of the report is being written or reviewed already";
    AmendInstead, 409, "amend_instead", "Báo cáo đã được chấp nhận: cần sửa đổi thay vì lập bản mới", "The report is accepted: amend it instead of beginning another";
    ObligationNotOpen, 409, "obligation_not_open", "Nghĩa vụ báo cáo đã được miễn hoặc đã huỷ", "The obligation is exempt or cancelled";
    PeriodNotOpen, 409, "period_not_open", "Kỳ báo cáo chưa mở hoặc đã huỷ", "The period is not open, or was called off";
    ConsolidationInFlight, 409, "consolidation_in_flight", "Kỳ báo cáo này đã có báo cáo tổng hợp chưa ban hành", "The period has a consolidation that is not issued yet";
    AlreadySent, 409, "already_sent", "Đã gửi cho nơi nhận này", "It was sent to this recipient already";
    TooManyAttachments, 409, "too_many_attachments", "Bạn còn quá nhiều tệp đã tải lên mà chưa đính kèm vào đâu", "You have too many files that are attached to nothing yet";
    MonthExists, 409, "month_exists", "Năm này đã có Tháng hành động", "The committee has an Action Month of that year already";
    PlanExists, 409, "plan_exists", "Cơ quan đã có kế hoạch hoạt động của Tháng này", "The agency has a plan for this Action Month already";
    EventChanged, 409, "event_changed", "Hoạt động đã thay đổi so với phiên bản đã đọc", "The event has changed since the version that was read";
    AddressesFull, 409, "addresses_full", "Cơ quan đã có quá nhiều địa chỉ lịch còn hiệu lực", "The agency has too many calendar addresses that are not revoked";
    AttachmentErased, 409, "attachment_erased", "Nội dung của tệp đã được xoá bỏ", "The bytes of the file were erased";
    NothingRestricted, 409, "nothing_restricted", "Ở đây không có nội dung hạn chế tiếp cận", "Nothing here is restricted";
    QuotaReached, 409, "quota_reached", "Đã đạt giới hạn về số lượng hoặc dung lượng", "A limit of number or of storage is reached";
    AlreadyMember, 409, "already_member", "Người này đã có trong đoàn kiểm tra", "The person is of the team already";
    ReportSent, 409, "report_sent", "Báo cáo kiểm tra đã được gửi đi", "A report of the visit has been sent already";
    VisitBegun, 409, "visit_begun", "Cuộc kiểm tra đã bắt đầu", "The visit has begun already";
    VisitOpen, 409, "visit_open", "Còn cuộc kiểm tra chưa kết thúc", "A visit is still open";
    ReportExists, 409, "report_exists", "Cuộc kiểm tra đã có báo cáo", "The visit has a report already";
    FieldworkOpen, 409, "fieldwork_open", "Chưa kết thúc kiểm tra tại cơ quan", "The fieldwork of the visit is not done";
    CommentRunning, 409, "comment_running", "Chưa hết thời hạn góp ý của cơ quan", "The time for the agency's comment is not over";
    LaterDecision, 409, "later_decision", "Đã có quyết định sau đó đang có hiệu lực", "A later decision of the agency is in force";
    ConfirmationRunning, 409, "confirmation_running", "Chưa hết 30 ngày để cơ quan nêu vướng mắc xác nhận", "The 30 days in which whoever raised it confirms are not over";
    NotJoinable, 409, "not_joinable", "Không thể gộp vào vướng mắc này", "Nothing can be joined to that one";
    OthersJoined, 409, "others_joined", "Đã có vướng mắc khác được gộp vào đây", "Others are joined to it";
    LaterChange, 409, "later_change", "Đã thực hiện một thay đổi tổ chức về sau đối với cơ quan này", "A later change of this agency holds already";
    StaleVersion, 412, "stale_version", "Bản ghi đã thay đổi so với phiên bản nêu trong yêu cầu", "The record has changed since the version that the request names";
    PreconditionRequired, 428, "precondition_required", "Cần tiêu đề If-Match với ETag của bản đã đọc", "The header If-Match is required, with the ETag that was read";

    // The rules of the business.
    IdempotencyKeyReused, 422, "idempotency_key_reused", "Idempotency-Key này đã được dùng với nội dung khác", "This Idempotency-Key was used with another body";
    Blocked, 422, "blocked", "Chưa đủ điều kiện để thực hiện thao tác này", "Something still stands in the way of this action";
    NotACommittee, 422, "not_a_committee", "Cơ quan này không phải là Ban vì sự tiến bộ của phụ nữ cấp thành phố", "This agency is not the committee of a city";
    WorkLeft, 422, "work_left", "Cơ quan còn việc dở dang, còn cơ quan trực thuộc hoặc vai trò không thể thiếu", "The agency still has open papers, living agencies below it, or a part that cannot be missed";
    OutlivesParent, 422, "outlives_parent", "Cơ quan không thể tồn tại lâu hơn cơ quan cấp trên", "No agency lives longer than the one above it";
    AssignmentSettled, 422, "assignment_settled", "Có nhiệm vụ được phân công đã hoàn thành hoặc đã huỷ", "An assignment is done or cancelled already";
    UnknownReference, 422, "unknown_reference", "Dẫn chiếu tới đối tượng không tồn tại", "The object referred to is unknown";
    TaskWithoutLead, 422, "task_without_lead", "Nhiệm vụ chưa có cơ quan chủ trì", "A task has no lead agency";
    NoTasks, 422, "no_tasks", "Chương trình chưa có nhiệm vụ nào", "The programme has no tasks";
    TaskWithoutDueDate, 422, "task_without_due_date", "Nhiệm vụ chưa có thời hạn", "A task has no due date";
    WindowReversed, 422, "window_reversed", "Ngày kết thúc trước ngày bắt đầu", "The end lies before the beginning";
    DueDateFollows, 422, "due_date_follows", "Thời hạn của nhiệm vụ định kỳ suy ra từ các mốc", "The due date of a periodic task follows from its dates";
    OccurrencesForbidden, 422, "occurrences_forbidden", "Chỉ nhiệm vụ định kỳ mới có các mốc thời hạn", "Only a periodic task has dates of recurrence";
    AssignmentsDiffer, 422, "assignments_differ", "Các phân công phải cùng một cơ quan và cùng một chương trình", "The assignments must be of one agency and one programme";
    NotUnderIssuer, 422, "not_under_issuer", "Cơ quan không trực thuộc cơ quan ban hành chương trình cấp trên", "The agency does not stand under the issuer of the programme above";
    GroupHasNoLead, 422, "group_has_no_lead", "Mục nhóm không có cơ quan chủ trì và thời hạn", "A heading has neither a lead agency nor dates";
    UntilNotLater, 422, "until_not_later", "Hạn mới phải muộn hơn hạn hiện tại", "The new date must be later than the one that holds";
    ObligationSettled, 422, "obligation_settled", "Có nghĩa vụ báo cáo đã hoàn thành, được miễn hoặc đã huỷ", "An obligation is satisfied, exempt or cancelled already";
    ObligationsDiffer, 422, "obligations_differ", "Các nghĩa vụ báo cáo phải cùng một cơ quan", "The obligations must be of one agency, to one recipient";
    OneSubject, 422, "one_subject", "Cần nêu đúng một loại đối tượng", "Name exactly one kind of thing that it is about";
    CodeRepeated, 422, "code_repeated", "Mã hoặc năm bị lặp lại", "A code or a year is given more than once";
    DateNeeded, 422, "date_needed", "Chế độ báo cáo không quy định ngày này nên cần nêu rõ", "The regime does not say this date, so it must be given";
    MonthDayIncomplete, 422, "month_day_incomplete", "Tháng và ngày phải đi cùng nhau và có trong mọi năm", "A month and a day go together, and exist in every year";
    InternalDueNotEarlier, 422, "internal_due_not_earlier", "Hạn nội bộ phải trước hạn báo cáo", "An internal date lies before the due date";
    WrongAgencyKind, 422, "wrong_agency_kind", "Loại cơ quan không phù hợp", "The agency is of the wrong kind";
    WrongAccountKind, 422, "wrong_account_kind", "Vai trò không phù hợp với loại tài khoản", "The role is not one for this kind of account";
    ActionNotDelegable, 422, "action_not_delegable", "Không thể ủy quyền thao tác mà mình không được làm", "What one may not do oneself cannot be delegated";
    DelegateIsSelf, 422, "delegate_is_self", "Không thể tự ủy quyền cho chính mình", "Nobody delegates to themselves";
    DelegateWithoutRole, 422, "delegate_without_role", "Người được ủy quyền không có vai trò ở cơ quan nào nên không đăng nhập được", "The delegate holds no role at any agency then, and could not sign in";
    DelegationTooLong, 422, "delegation_too_long", "Ủy quyền không được dài quá 366 ngày", "A delegation lasts 366 days at most";
    SectionMissing, 422, "section_missing", "Thiếu nội dung của mục bắt buộc", "A required section has no text";
    SectionUnknown, 422, "section_unknown", "Kỳ báo cáo không có mục này", "The period has no such section";
    SectionRepeated, 422, "section_repeated", "Mục này đã có ở trên", "The section stands there twice";
    IndicatorUnknown, 422, "indicator_unknown", "Ở đây không có chỉ tiêu này", "There is no such indicator here";
    IndicatorRepeated, 422, "indicator_repeated", "Chỉ tiêu này đã có ở trên", "The indicator stands there twice";
    IndicatorMissing, 422, "indicator_missing", "Thiếu số liệu của chỉ tiêu bắt buộc, hoặc lý do không có số liệu", "A required indicator has neither a value nor a reason why there is none";
    ValueGiven, 422, "value_given", "Chỉ tiêu này đã có số liệu", "The indicator has a value";
    ValueMissing, 422, "value_missing", "Thiếu số liệu mà chỉ tiêu này cần có", "The indicator needs this figure";
    ValueForbidden, 422, "value_forbidden", "Chỉ tiêu này không có loại số liệu đó", "The indicator has no such figure";
    SexesDoNotAddUp, 422, "sexes_do_not_add_up", "Số nữ cộng số nam không bằng tổng số", "Female and male do not add up to the total";
    PartExceedsWhole, 422, "part_exceeds_whole", "Tử số lớn hơn mẫu số", "The numerator is larger than the denominator";
    BudgetTooLarge, 422, "budget_too_large", "Tổng dự toán vượt quá giới hạn", "The sum of the budget is too large";
    SignatoryDiffers, 422, "signatory_differs", "Chỉ được ký tên mình hoặc tên người đã ủy quyền", "Sign in your own name, or in that of somebody who delegated this";
    PositionMissing, 422, "position_missing", "Tài khoản chưa có chức vụ: cần nêu chức vụ của người ký", "The account has no position on record: say that of whoever signs";
    NilWithValues, 422, "nil_with_values", "Báo cáo không phát sinh không được có số liệu", "A report that declares nothing carries no values";
    ItemRepeated, 422, "item_repeated", "Mục này đã có ở trên trong cùng một yêu cầu", "The request has this item further up already";
    AgencyRepeated, 422, "agency_repeated", "Cơ quan này đã có ở trên", "The agency stands there twice";
    SumTooLarge, 422, "sum_too_large", "Tổng số vượt quá giới hạn", "A sum is too large";
    TooManyRecipients, 422, "too_many_recipients", "Đã gửi cho quá nhiều nơi nhận", "It was sent to too many recipients";
    PartSize, 422, "part_size", "Phần của tệp không có đúng độ dài theo kích thước đã khai", "The part does not have the length that follows from the size of the file";
    DigestDiffers, 422, "digest_differs", "Nội dung tệp không khớp với mã SHA-256 đã khai", "The file does not have the SHA-256 that was declared";
    MediaTypeDiffers, 422, "media_type_differs", "Nội dung tệp không đúng loại đã khai", "The file is not of the media type that was declared";
    AttachmentIncomplete, 422, "attachment_incomplete", "Tệp chưa được tải lên đầy đủ", "The file has not been sent as a whole yet";
    SensitivityFixed, 422, "sensitivity_fixed", "Mức độ hạn chế đã chọn khi ghi lần đầu và không thể thay đổi", "Whether it is restricted was chosen when it was first written, for good";
    InspectionNeeded, 422, "inspection_needed", "Chỉ chứng cứ của một cuộc kiểm tra mới được hạn chế tiếp cận", "Only evidence of an inspection can be restricted";
    AttachmentTaken, 422, "attachment_taken", "Tệp đã được đính kèm ở nơi khác", "The file is attached already";
    TimesReversed, 422, "times_reversed", "Thời điểm kết thúc phải sau thời điểm bắt đầu", "The end must come after the beginning";
    TooLong, 422, "too_long", "Hoạt động không được kéo dài quá 93 ngày", "An event lasts 93 days at most";
    OutsideWindow, 422, "outside_window", "Thời gian nằm ngoài khung của dịp này", "The time lies outside the window of the occasion";
    YearsDiffer, 422, "years_differ", "Ngày đầu và ngày cuối phải trong cùng một năm", "The first and the last day must lie in one year";
    ActionMonthMissing, 422, "action_month_missing", "Chưa có Tháng hành động của năm này", "There is no Action Month of that year";
    ThemeMissing, 422, "theme_missing", "Tháng hành động chưa có chủ đề", "The Action Month has no theme";
    NoEvent, 422, "no_event", "Kế hoạch chưa có hoạt động nào chưa bị huỷ", "The plan has no event that is not cancelled";
    VenueMissing, 422, "venue_missing", "Hoạt động trực tiếp phải có địa điểm", "An event that people come to needs a venue";
    FieldNotApplicable, 422, "field_not_applicable", "Trường này không áp dụng cho lựa chọn đã nêu", "This field does not apply to what was chosen";
    NotBegun, 422, "not_begun", "Hoạt động chưa bắt đầu", "The event has not begun";
    ResultsTooEarly, 422, "results_too_early", "Chưa đến ngày cuối của hoạt động", "The last day of the event has not come";
    CertificatesExceed, 422, "certificates_exceed", "Số giấy chứng nhận nhiều hơn số người tham dự", "There are more certificates than participants";
    NotOriginal, 422, "not_original", "Hoạt động gốc phải là hoạt động khác, chưa huỷ, cùng Ban chỉ đạo", "The original must be another event of the same committee that is not cancelled";
    SummaryMissing, 422, "summary_missing", "Chưa có phần giới thiệu cho công chúng", "There is no summary for the public";
    TextUnchanged, 422, "text_unchanged", "Nội dung không khác bản đã công khai", "The text does not differ from what is public";
    NoInspection, 422, "no_inspection", "Kế hoạch chưa có cơ quan nào được kiểm tra hoặc tự kiểm tra", "The plan has no visit and no agency that inspects itself";
    TooManySelfInspections, 422, "too_many_self_inspections", "Kế hoạch có quá 1.000 cơ quan tự kiểm tra", "More than 1,000 agencies would inspect themselves by the plan";
    AgencyNotPlanned, 422, "agency_not_planned", "Kế hoạch không còn gì của cơ quan này để đưa ra", "The plan has nothing of this agency that could be dropped";
    NotBelowOwner, 422, "not_below_owner", "Cơ quan không trực thuộc cơ quan lập kế hoạch", "The agency does not stand below the one whose plan it is";
    NotAnInspector, 422, "not_an_inspector", "Người này không giữ vai trò nghiệp vụ tại cơ quan đã nêu", "The person holds no role of the business at the agency named";
    MemberRepeated, 422, "member_repeated", "Người này đã có tên trong đoàn", "The person is named for this team already";
    ConflictOfInterest, 422, "conflict_of_interest", "Người này có vai trò hoặc nơi công tác liên quan đến cơ quan được kiểm tra", "The person has a role or a home at the inspected agency, above it or below it";
    OutsideYear, 422, "outside_year", "Ngày nằm ngoài năm của kế hoạch", "The day lies outside the year of the plan";
    CodeDropped, 422, "code_dropped", "Mã này thuộc câu hỏi đã bỏ ở phiên bản trước nên không dùng lại", "The code is that of a question which an earlier version dropped, and is not used again";
    DeclarationNeeded, 422, "declaration_needed", "Trưởng đoàn phải cam kết không thành viên nào có người thân ở đó", "The leader has to declare that nobody of the team is related to anybody there";
    StartsLater, 422, "starts_later", "Chưa đến ngày bắt đầu đã thông báo", "Its first day has not come";
    NoticeTooShort, 422, "notice_too_short", "Phải thông báo trước ít nhất năm ngày", "The agency is told at least five days ahead";
    WindowOver, 422, "window_over", "Khoảng thời gian này đã qua", "That window is over";
    ItemUnrated, 422, "item_unrated", "Nội dung bắt buộc chưa được đánh giá", "A required item is not rated";
    CarriedUnjudged, 422, "carried_unjudged", "Kiến nghị mang theo chưa được đánh giá", "A recommendation that the visit carries is not judged";
    DayOutOfRange, 422, "day_out_of_range", "Ngày nằm ngoài khoảng cho phép", "The day lies outside the days that are allowed";
    CommentMissing, 422, "comment_missing", "Cần nêu ý kiến hoặc xác nhận thống nhất", "Say something, or that the agency agrees";
    ReportEmpty, 422, "report_empty", "Báo cáo chưa có nội dung", "The report says nothing yet";
    SameAgency, 422, "same_agency", "Cần nêu một cơ quan khác", "Name another agency than the one that has it";
    EvidenceMissing, 422, "evidence_missing", "Cần tệp đính kèm hoặc số văn bản chứng minh", "A file or the number of a document has to show it";
    NotOneHead, 422, "not_one_head", "Danh sách phải có đúng một trưởng ban", "The list needs exactly one head";
    NobodyAbove, 422, "nobody_above", "Không có cơ quan nào ở trên để chuyển tới", "There is no agency above that it could go to";
    MentionRepeated, 422, "mention_repeated", "Văn bản này đã được nêu ở trên", "That paper is mentioned further up already";
    OutsideCommittee, 422, "outside_committee", "Cơ quan không thuộc ban này", "The agency does not stand at or below the committee";
    NothingChanges, 422, "nothing_changes", "Quyết định chưa đổi tên và chưa kết thúc cơ quan nào", "It renames no agency and ends none";
    AgencyAbsent, 422, "agency_absent", "Cơ quan không tồn tại vào ngày quyết định có hiệu lực, hoặc ngày trước đó", "The agency is not there on the day of the change, or on the day before";
    CommitteeEnds, 422, "committee_ends", "Không kết thúc một ban", "A committee does not end";
    NoHeir, 422, "no_heir", "Không có cơ quan nào kế thừa", "Nobody is there who could take over";
    HeirOutside, 422, "heir_outside", "Cơ quan kế thừa phải là cơ quan trực thuộc ban này", "Whoever takes over stands below the committee";
    HeirEnds, 422, "heir_ends", "Cơ quan kế thừa cũng kết thúc", "Whoever takes over ends too";
    HeirBelow, 422, "heir_below", "Cơ quan kế thừa trực thuộc cơ quan kết thúc", "Whoever takes over stands below the agency that ends";
    HeirAbsent, 422, "heir_absent", "Cơ quan kế thừa không tồn tại vào ngày quyết định có hiệu lực", "Whoever takes over is not there on the day of the change";
    ChildAlive, 422, "child_alive", "Cơ quan trực thuộc vẫn còn hoạt động", "An agency below lives on";
    StandingUnfollowed, 422, "standing_unfollowed", "Chưa chỉ định cơ quan thường trực thay thế", "No other agency was designated to stand for the committee";
    NobodyAdministrates, 422, "nobody_administrates", "Không còn quản trị viên nào", "Nobody would be left who administrates";
    ObligationUndecided, 422, "obligation_undecided", "Chưa quyết định về một báo cáo mà cơ quan còn phải nộp", "Nobody has said what becomes of a report that the agency owes";
    RevertTooLate, 422, "revert_too_late", "Đã quá 30 ngày kể từ khi thực hiện", "More than 30 days have passed since it was executed";
    PasswordTooShort, 422, "password_too_short", "Mật khẩu quá ngắn", "The password is too short";
    PasswordCommon, 422, "password_common", "Mật khẩu quá phổ biến, dễ đoán", "The password is too common";
    PasswordContainsLogin, 422, "password_contains_login", "Mật khẩu không được chứa tên đăng nhập", "The password must not contain the login";
    PasswordUnchanged, 422, "password_unchanged", "Mật khẩu mới phải khác mật khẩu cũ", "The new password must differ from the old one";
    PasswordWrong, 422, "password_wrong", "Mật khẩu hiện tại không đúng", "The present password is wrong";
    PasswordNeeded, 422, "password_needed", "Cần nêu mật khẩu hiện tại để đổi địa chỉ thư điện tử", "The present password is needed to change the mail address";
    LinkVoid, 422, "link_void", "Liên kết không đúng, đã được dùng hoặc đã hết hạn", "The link is wrong, was used already, or has expired";
    AddressUnusable, 422, "address_unusable", "Không gửi thư được tới địa chỉ này", "No letter can be sent to this address";

    // The service itself.
    TooManyRequests, 429, "too_many_requests", "Quá nhiều yêu cầu trong thời gian ngắn", "Too many requests in a short time";
    TooManyAttempts, 429, "too_many_attempts", "Quá nhiều lần đăng nhập không thành công", "Too many failed attempts to sign in";
    Internal, 500, "internal", "Hệ thống gặp lỗi ngoài dự kiến", "Something went wrong on our side";
    Overloaded, 503, "overloaded", "Hệ thống đang quá tải, xin thử lại sau", "The service is overloaded, try again later";
    OutcomeUnknown, 503, "outcome_unknown", "Chưa rõ kết quả, hãy gửi lại với cùng Idempotency-Key", "The outcome is unknown, repeat with the same Idempotency-Key";
    NotReached, 503, "not_reached", "Chưa xử lý kịp mục này, hãy gửi lại với cùng Idempotency-Key", "There was no time left for this one, repeat it with the same Idempotency-Key";
    StorageFull, 503, "storage_full", "Hệ thống hết dung lượng lưu trữ", "The service has no storage left";
    NotReady, 503, "not_ready", "Hệ thống chưa sẵn sàng", "The service is not ready";
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl PartialSchema for Code {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("What is wrong, in one stable word"))
            .enum_values(Some(Code::ALL.iter().map(|code| code.as_str())))
            .into()
    }
}

impl ToSchema for Code {
    fn name() -> Cow<'static, str> {
        "ProblemCode".into()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_are_unique_words_with_an_error_status() {
        let mut seen = HashSet::new();
        for code in Code::ALL {
            let word = code.as_str();
            assert!(seen.insert(word), "{word} is there twice");
            assert!(word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{word}");
            assert!(code.status().is_client_error() || code.status().is_server_error(), "{word}");
        }
    }
}
