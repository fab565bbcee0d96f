"""All routes and who may see them: the one table. The application has these and no others."""

from review_export.web.access import ADMINISTRATORS, ANYONE, CLERKS, OFFICE, REVIEWERS, SIGNED_IN
from review_export.web.gate import Entry
from review_export.web.pages import (
    account,
    deciding,
    home,
    letters,
    log,
    organisations,
    reviewing,
    searching,
    signing_in,
    state,
    submissions,
    today,
    users,
    waiting,
)
from review_export.web.static import static

ENTRIES = (
    Entry("GET", "/healthz", state.healthz, ANYONE),
    Entry("GET", "/readyz", state.readyz, ANYONE),
    Entry("GET", "/static/{version}/{name}", static, ANYONE),
    Entry("GET", "/login", signing_in.sign_in, ANYONE),
    Entry("POST", "/login", signing_in.signed_in, ANYONE),
    Entry("GET", "/setup", signing_in.setup, ANYONE),
    Entry("POST", "/setup", signing_in.set_up, ANYONE),
    Entry("POST", "/language", signing_in.language, ANYONE),
    Entry("POST", "/logout", signing_in.signed_out, SIGNED_IN),
    Entry("GET", "/", home.home, SIGNED_IN),
    Entry("GET", "/account", account.account, SIGNED_IN),
    Entry("POST", "/account/password", account.change_password, SIGNED_IN),
    Entry("POST", "/account/sessions", account.end_others, SIGNED_IN),
    Entry("GET", "/calls/{call}/today", today.today, CLERKS, "今日"),
    Entry("GET", "/calls/{call}/waiting", waiting.waiting_list, OFFICE, "待处理"),
    Entry("GET", "/calls/{call}/waiting/mails/{digest}", deciding.mail, OFFICE),
    Entry("POST", "/calls/{call}/waiting/mails/{digest}", deciding.decide_mail, OFFICE),
    Entry("GET", "/calls/{call}/waiting/{receipt}", deciding.submission, OFFICE),
    Entry("POST", "/calls/{call}/waiting/{receipt}", deciding.decide_submission, OFFICE),
    Entry("POST", "/calls/{call}/decisions/{decisions}/undo", waiting.take_back, OFFICE),
    Entry("GET", "/calls/{call}/submissions", submissions.listed, CLERKS, "报送件"),
    Entry("GET", "/calls/{call}/submissions/{receipt}", submissions.submission, CLERKS),
    Entry("GET", "/calls/{call}/submissions/{receipt}/documents/{sha256}", submissions.document, CLERKS),
    Entry(
        "GET", "/calls/{call}/submissions/{receipt}/documents/{sha256}/pages/{page}", submissions.page_picture, CLERKS
    ),
    Entry("GET", "/calls/{call}/organisations", organisations.organisations, CLERKS, "单位"),
    Entry("GET", "/calls/{call}/letters", letters.outbox, OFFICE, "信件"),
    Entry("POST", "/calls/{call}/letters/{letter}/release", letters.release, OFFICE),
    Entry("POST", "/calls/{call}/letters/{letter}/edit", letters.edit, OFFICE),
    Entry("POST", "/calls/{call}/letters/{letter}/drop", letters.drop, OFFICE),
    Entry("GET", "/calls/{call}/search", searching.searching, CLERKS, "检索"),
    Entry("POST", "/calls/{call}/search/saved", searching.keep, CLERKS),
    Entry("POST", "/calls/{call}/search/forgotten", searching.drop, CLERKS),
    Entry("GET", "/calls/{call}/activities", reviewing.listed, REVIEWERS, "评审材料"),
    Entry("GET", "/calls/{call}/activities/{receipt}", reviewing.activity, REVIEWERS),
    Entry(
        "GET", "/calls/{call}/activities/{receipt}/documents/{sha256}/pages/{page}", reviewing.page_picture, REVIEWERS
    ),
    Entry("GET", "/log", log.log, ADMINISTRATORS, "日志"),
    Entry("GET", "/users", users.users, ADMINISTRATORS, "用户"),
    Entry("POST", "/users", users.add, ADMINISTRATORS),
    Entry("POST", "/users/{id}/password", users.new_password, ADMINISTRATORS),
    Entry("POST", "/users/{id}/grants", users.set_grants, ADMINISTRATORS),
    Entry("POST", "/users/{id}/active", users.set_active, ADMINISTRATORS),
)
