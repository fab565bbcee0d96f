"""All routes and who may see them: the one table. The application has these and no others."""

from review_export.web.access import ADMINISTRATORS, ANYONE, CLERKS, SIGNED_IN
from review_export.web.gate import Entry
from review_export.web.pages import account, home, signing_in, state, today, users
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
    Entry("GET", "/users", users.users, ADMINISTRATORS, "用户"),
    Entry("POST", "/users", users.add, ADMINISTRATORS),
    Entry("POST", "/users/{id}/password", users.new_password, ADMINISTRATORS),
    Entry("POST", "/users/{id}/grants", users.set_grants, ADMINISTRATORS),
    Entry("POST", "/users/{id}/active", users.set_active, ADMINISTRATORS),
)
