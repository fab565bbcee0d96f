"""The settings as people see and try them in the browser: stands behind `review_export.web.installation.Installation`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.build import DEFAULT_CALL, mailboxes, smtp_server
from config.calls import load_call, wordbook
from config.calls.loading import path_of_call
from config.current import CurrentCalls
from config.doctor import PARTS, free_bytes, look_at, warned
from config.reading import read_text
from config.settings import Settings
from config.wording import wording_of
from intake.call import Organisation
from intake.errors import ConfigurationError, LetterUnwritable, LoginRefused
from intake.letters.wording import Wording
from intake.message import trial_message
from intake.ports import Clock, Sent
from intake.smtp import SmtpSender
from review_export.roster_file import load_roster
from review_export.web.installation import CallFile, Look, MailSource, Sending

_CALL = "征集通知"


@dataclass(frozen=True)
class SettingsInstallation:
    """Reads and tries what the settings name. `current` are the calls that the pages show."""

    settings: Settings
    clock: Clock
    current: CurrentCalls

    @property
    def headers(self) -> Mapping[str, Sequence[str]]:
        """The wordbook's."""
        headers: Mapping[str, Sequence[str]] = wordbook()["roster"]
        return headers

    @property
    def parts(self) -> Mapping[str, str]:
        """The doctor's."""
        return PARTS

    def look(self, part: str) -> tuple[Look, ...]:
        """As `baosong doctor` does. Raises KeyError."""
        return tuple(look_at(part, self.settings, self.clock))

    def sources(self) -> tuple[MailSource, ...]:
        """As the service names them."""
        found = [
            MailSource(f"邮箱{box.username}", f"{box.host}:{box.port}", box.folders, box.done, box.poll_seconds)
            for box in mailboxes(self.settings)
        ]
        if self.settings.watch.folder:
            folder = self.settings.path(self.settings.watch.folder)
            found.append(MailSource(f"文件夹{folder}", str(folder), (), "", 0.0))
        return tuple(found)

    def sending(self) -> Sending:
        """How letters leave."""
        smtp = self.settings.smtp
        holds = self.settings.replies.mode == "hold"
        return Sending(f"{smtp.host}:{smtp.port}", smtp.sender, holds) if smtp else Sending("", "", holds)

    def send_test(self, to: str) -> str:
        """Sent now and by hand: no limit counts it, and no record is kept of it but the audit line."""
        try:
            server = smtp_server(self.settings)
            if server is None:
                return "没有设置[smtp]，不能发信"
            outcome, said = SmtpSender(server).send(to, trial_message(server.sender, to, self.clock()))
        except (ConfigurationError, LetterUnwritable, LoginRefused) as error:
            return str(error)
        return "" if outcome is Sent.TAKEN else said

    def call_file(self, name: str) -> CallFile:
        """As it lies there, and what the doctor says of the call. Raises ConfigurationError."""
        for written in self.settings.call or (DEFAULT_CALL,):
            call = load_call(written, self.settings.base)
            if call.name == name:
                path = path_of_call(written, self.settings.base)
                shown = next((each for each in self.current if each.name == name), call)
                looks = (Look(_CALL, health, said) for health, said in warned(shown, self.clock()))
                return CallFile(str(path), read_text(path, "通知文件"), tuple(looks))
        raise ConfigurationError(f"配置里没有通知{name}，请重新启动服务")

    def roster(self, path: Path) -> tuple[Organisation, ...]:
        """What a roster's file says. Raises ConfigurationError."""
        return load_roster(path, self.headers)

    def file_roster(self, name: str) -> tuple[Organisation, ...] | None:
        """The roster of the call's file."""
        return next((call.roster for call in self.current.of_files if call.name == name), None)

    def wording(self) -> Wording:
        """The templates of the files. Raises ConfigurationError."""
        return wording_of(self.settings)

    def free(self) -> int:
        """Of the disk with the data."""
        return free_bytes(self.settings)

    def renewed(self) -> None:
        """The calls here; letters' wording looks for itself, within a second."""
        self.current.look()
