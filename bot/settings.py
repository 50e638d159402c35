"""Settings: what the environment and `.env` say, read once, with every missing or malformed key named at once."""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import limits
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.corpus.folders import knowledge_folder, templates_folder
from bot.errors import SettingsError
from bot.escalation.address import NoAddressError, single_address
from bot.store.sealing import Seal


def _secret_starting_with(prefix: str) -> AfterValidator:
    def check(value: SecretStr) -> SecretStr:
        if not value.get_secret_value().startswith(prefix):
            raise PydanticCustomError("prefix", "does not start with {prefix}", {"prefix": prefix})
        return value

    return AfterValidator(check)


def _web_address(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", value):
        raise PydanticCustomError("address", "is no http or https address")
    return value if value.endswith("/") else f"{value}/"


def _redirect_url(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#]+/slack/oauth_redirect", value):
        raise PydanticCustomError("redirect", "is no address such as https://YOUR-ADDRESS/slack/oauth_redirect")
    return value


def _parts_of(value: str) -> tuple[str, ...]:
    """A list as people write it, with commas, spaces or lines between."""
    return tuple(part for part in re.split(r"[\s,]+", value) if part)


def _keys(value: object) -> object:
    if not isinstance(value, str):
        return value
    keys = _parts_of(value)
    try:
        Seal(keys)
    except ValueError:
        raise PydanticCustomError("keys", "holds something that is no key") from None
    return keys


def _database_url(value: str) -> str:
    try:
        address = make_url(value)
    except (ArgumentError, ValueError):  # which quotes what stands where a port should, and that may be a password
        address = None
    if address is None or address.drivername.partition("+")[0] not in ("sqlite", "postgresql", "postgres"):
        raise PydanticCustomError("database", "is neither sqlite:///FILE nor postgresql://USER:PASSWORD@HOST/DATABASE")
    if "@" in (address.host or ""):  # the rest of the password, which would be looked up as a name and logged
        raise PydanticCustomError("escape", "has more than one @: in the password write %40 for it")
    return value


def _mail_address(value: str) -> str:
    try:
        return single_address(value)
    except NoAddressError:
        raise PydanticCustomError("mail", "is no single e-mail address") from None


def _rate(value: str) -> str:
    try:
        limits.parse(value)
    except ValueError:
        raise PydanticCustomError("rate", "is no number for a time such as 5/hour or 20/day") from None
    return value


def _user_ids(value: object) -> object:
    if not isinstance(value, str):
        return value
    ids = _parts_of(value)
    if not all(re.fullmatch(r"[UW][A-Z0-9]+", each) for each in ids):
        raise PydanticCustomError("people", "is no list of Slack user ids such as U012AB3CD, U045EF6GH")
    return ids


def _certificates(value: Path) -> Path:
    try:
        ssl.create_default_context(cafile=value.expanduser())
    except OSError:
        problem = "names {file}, which is no file with certificates in PEM form"
        raise PydanticCustomError("file", problem, {"file": str(value)}) from None
    return value.expanduser()


def _existing_folder(value: Path) -> Path:
    if not value.expanduser().is_dir():
        raise PydanticCustomError("folder", "names {folder}, which is no folder", {"folder": str(value)})
    return value.expanduser()


DEFAULT_DATABASE = "sqlite:///var/whyfailed.db"

DatabaseUrl = Annotated[
    str,
    AfterValidator(_database_url),
    Field(
        repr=False,
        description="Where claims, cases, feedback and escalations are kept: sqlite:///FILE, or "
        "postgresql://USER:PASSWORD@HOST/DATABASE after pip install 'whyfailed[postgresql]'.",
    ),
]

DEFAULT_MAIL_DIR = Path("var/mail")

MailDir = Annotated[
    Path,
    Field(description="Without SMTP_HOST: the folder into which the mails of Ask support are written, as .eml files."),
]


class Settings(BaseSettings):
    """Everything that can be set. A field's description says, to the person who has to set it, how to get it."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    slack_client_id: str | None = Field(
        default=None,
        description="Present: many workspaces, each of which installs the app at /slack/install; over HTTP only. "
        "api.slack.com/apps, your app, Basic Information, App Credentials, Client ID.",
    )
    slack_client_secret: SecretStr | None = Field(
        default=None,
        validate_default=True,
        description="Goes with SLACK_CLIENT_ID. Basic Information, App Credentials, Client Secret.",
    )
    slack_redirect_url: Annotated[str, AfterValidator(_redirect_url)] | None = Field(
        default=None,
        description="With SLACK_CLIENT_ID, where Slack sends people back: https://YOUR-ADDRESS/slack/oauth_redirect, "
        "as in the app's settings under OAuth & Permissions, Redirect URLs; needed where several stand there.",
    )
    installation_keys: Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_keys)] = Field(
        default=(),
        validate_default=True,
        description="With SLACK_CLIENT_ID, what the tokens of workspaces are encrypted with: keys from "
        "`whyfailed data new-key` with commas between, the newest first.",
    )
    slack_bot_token: Annotated[SecretStr, _secret_starting_with("xoxb-")] | None = Field(
        default=None,
        validate_default=True,
        description="The bot's token. api.slack.com/apps, your app, OAuth & Permissions, Bot User OAuth Token.",
    )
    slack_app_token: Annotated[SecretStr, _secret_starting_with("xapp-")] | None = Field(
        default=None,
        description="Present: Socket Mode, and no public address is needed. api.slack.com/apps, your app, "
        "Basic Information, App-Level Tokens, one with the scope connections:write (xapp-…).",
    )
    slack_signing_secret: SecretStr | None = Field(
        default=None,
        validate_default=True,
        description="Proves that requests come from Slack; not needed in Socket Mode. api.slack.com/apps, your app, "
        "Basic Information, App Credentials, Signing Secret.",
    )
    slack_api_url: Annotated[str, AfterValidator(_web_address)] = Field(
        default="https://slack.com/api/",
        description="Where the Web API is; another address puts an emulator in its place.",
    )
    database_url: DatabaseUrl = DEFAULT_DATABASE
    retention_days: int = Field(
        default=90,
        ge=1,
        description="How many days cases, feedback and escalations are kept; claims go after a day in any case.",
    )
    escalation_email: Annotated[str, AfterValidator(_mail_address)] = Field(
        default="support@xm.webex.com", description="Who gets the mails of Ask support."
    )
    smtp_host: str | None = Field(
        default=None,
        description="The mail server that sends the mails of Ask support; without one they are written into MAIL_DIR.",
    )
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Its port: 587 for starttls, 465 for implicit.")
    smtp_tls: Literal["starttls", "implicit", "none"] = Field(
        default="starttls",
        description="How it is encrypted: starttls, implicit (from the first byte), or none for a relay on this host.",
    )
    smtp_username: str | None = Field(
        default=None, validate_default=True, description="Who we are to the mail server; unset to send without."
    )
    smtp_password: SecretStr | None = Field(
        default=None, validate_default=True, description="The password that goes with SMTP_USERNAME."
    )
    smtp_from: Annotated[str, AfterValidator(_mail_address)] | None = Field(
        default=None,
        validate_default=True,
        description="The address that mails come from, which the mail server lets us use; needed with SMTP_HOST.",
    )
    smtp_ca_file: Annotated[Path, AfterValidator(_certificates)] | None = Field(
        default=None, description="A PEM file with the authority of the mail server's certificate, if it is your own."
    )
    mail_dir: MailDir = DEFAULT_MAIL_DIR
    support_leads: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_user_ids)] = Field(
        default=(),
        description="Who sees the figures on the App Home, and hears of a mail that could not be sent for a day: "
        "Slack user ids with commas between.",
    )
    escalations_per_person: Annotated[str, AfterValidator(_rate)] = Field(
        default="5/hour", description="How many cases one person may hand to support."
    )
    escalations_per_workspace: Annotated[str, AfterValidator(_rate)] = Field(
        default="50/hour", description="How many cases everyone in a workspace together may hand to support."
    )
    files_most_megabytes: int = Field(
        default=8, ge=1, le=50, description="How many megabytes of files are read for one question, all together."
    )
    host: str = Field(default="127.0.0.1", description="The address to listen on; 0.0.0.0 for all of this machine's.")
    port: int = Field(default=3000, ge=0, le=65535, description="The port to listen on, 0 for any free one.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO",
        description="How much the log says: DEBUG, INFO, WARNING or ERROR. Never the text of a question.",
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="Lines for people (text), or one object a line for machines (json)."
    )
    serve_health: bool = Field(
        default=False,
        description="Answer /healthz, /readyz and /metrics at HOST and PORT in Socket Mode too; over HTTP always.",
    )
    knowledge_dir: Annotated[Path, AfterValidator(_existing_folder)] | None = Field(
        default=None, description="A knowledge folder in place of the one that came with the program."
    )
    templates_dir: Annotated[Path, AfterValidator(_existing_folder)] | None = Field(
        default=None, description="A templates folder in place of the one that came with the program."
    )

    @field_validator("slack_client_secret")
    @classmethod
    def _goes_with_a_client_id(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if (value is None) is not (info.data.get("slack_client_id") is None):
            raise PydanticCustomError("pair", "goes with SLACK_CLIENT_ID: set both or none")
        return value

    @field_validator("installation_keys")
    @classmethod
    def _are_there_for_many(cls, value: tuple[SecretStr, ...], info: ValidationInfo) -> tuple[SecretStr, ...]:
        if not value and info.data.get("slack_client_id") is not None:
            raise PydanticCustomError("missing", "is missing")
        return value

    @field_validator("slack_bot_token")
    @classmethod
    def _is_of_the_one_workspace(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        serves_many = info.data.get("slack_client_id") is not None
        if value is None and not serves_many:
            raise PydanticCustomError("missing", "is missing")
        if value is not None and serves_many:
            raise PydanticCustomError("one", "is for one workspace, SLACK_CLIENT_ID for many: unset one of them")
        return value

    @field_validator("slack_app_token")
    @classmethod
    def _is_not_for_many(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if value is not None and info.data.get("slack_client_id") is not None:
            raise PydanticCustomError(
                "socket", "is for Socket Mode; many workspaces (SLACK_CLIENT_ID) need HTTP: unset it"
            )
        return value

    @field_validator("slack_signing_secret")
    @classmethod
    def _is_there_over_http(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if value is None and info.data.get("slack_app_token", "malformed") is None:
            raise PydanticCustomError("missing", "is missing")
        return value

    @field_validator("smtp_username")
    @classmethod
    def _is_not_sent_in_the_clear(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None and info.data.get("smtp_tls") == "none":
            raise PydanticCustomError("clear", "would travel unencrypted with SMTP_TLS=none")
        return value

    @field_validator("smtp_password")
    @classmethod
    def _goes_with_a_username(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if (value is None) is not (info.data.get("smtp_username", value) is None):
            raise PydanticCustomError("pair", "goes with SMTP_USERNAME: set both or none")
        return value

    @field_validator("smtp_from")
    @classmethod
    def _is_there_to_send(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and info.data.get("smtp_host") is not None:
            raise PydanticCustomError("missing", "is missing")
        return value

    @property
    def uses_socket_mode(self) -> bool:
        """Whether events come over a websocket that we open; otherwise Slack posts them to us."""
        return self.slack_app_token is not None

    @property
    def serves_many(self) -> bool:
        """Whether any workspace may install the app, each with a token of its own."""
        return self.slack_client_id is not None

    @property
    def knowledge_folder(self) -> Path:
        """The corpus: the folder that is set, or the one that came with the program. Raises WhyfailedError."""
        return self.knowledge_dir or knowledge_folder()

    @property
    def templates_folder(self) -> Path:
        """The wording: the folder that is set, or the one that came with the program. Raises WhyfailedError."""
        return self.templates_dir or templates_folder()


class StoreSettings(BaseSettings):
    """What can be set for commands that only look into the database; they need no token."""

    model_config = Settings.model_config

    database_url: DatabaseUrl = DEFAULT_DATABASE
    mail_dir: MailDir = DEFAULT_MAIL_DIR
    installation_keys: Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_keys)] = ()


S = TypeVar("S", bound=BaseSettings)


def revealed(secret: SecretStr | None) -> str:
    """What a secret hides, or nothing where there is none."""
    return "" if secret is None else secret.get_secret_value()


def seal_of(settings: Settings | StoreSettings) -> Seal:
    """What the tokens of workspaces are sealed with."""
    return Seal([revealed(key) for key in settings.installation_keys])


def read_settings(*, env_file: Path | None = Path(".env"), **given: Any) -> Settings:
    """The settings of the environment and of `env_file`; `given`, by field name, goes before both.

    Raises SettingsError, which names every key that is missing or malformed and says how to get it.
    """
    return _read(Settings, env_file=env_file, **given)


def read_store_settings(*, env_file: Path | None = Path(".env"), **given: Any) -> StoreSettings:
    """Only where the database is. Raises SettingsError."""
    return _read(StoreSettings, env_file=env_file, **given)


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """A setting that is missing or malformed."""

    key: str
    """Its name in the environment, such as `SLACK_BOT_TOKEN`."""
    wrong: str
    """Such as "is missing"; never its value, but for folders and files."""
    help: str
    """What it is for and how to get it."""

    def __str__(self) -> str:
        return f"  {self.key}: {self.wrong}. {self.help}"


def _read(kind: type[S], *, env_file: Path | None, **given: Any) -> S:
    try:
        return kind(**{"_env_file": env_file, **given})
    except ValidationError as found:
        problems = [_problem(str(error["loc"][0]), error["type"], error["msg"]) for error in found.errors()]
    except (OSError, UnicodeDecodeError):
        problems = [SettingProblem(str(env_file), "cannot be read as UTF-8 text", "Save it anew, as UTF-8.")]
    lines = "\n".join(map(str, problems))
    where = "in the environment or in .env (.env.example has a line for each)"
    raise SettingsError(f"{len(problems)} setting(s) must be mended, {where}:\n{lines}", problems=problems)


def _problem(field: str, kind: str, message: str) -> SettingProblem:
    wrong = {"missing": "is missing", "int_parsing": "is no whole number"}.get(kind, message[:1].lower() + message[1:])
    return SettingProblem(field.upper(), wrong, Settings.model_fields[field].description or "")
