"""The commands: arguments as typed in, the function that does it called, the exit code out."""

from __future__ import annotations

import gc
import io
import os
import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer

from heliotrope import __version__
from heliotrope.cli.failures import WrongUse, describe_failure
from heliotrope.cli.place import Place
from heliotrope.cli.talk import choose_language
from heliotrope.vocabulary import Language

app = typer.Typer(
    name="heliotrope",
    help="Runs a small clinical trial from its study files to its evaluated primary outcome.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog="Example: heliotrope serve --demo\n\n"
    "Exit codes: 0 done, 1 the input is at fault, 2 wrong use, 3 our bug.",
)
study_app = typer.Typer(
    help="The study's files.",
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog="Example: heliotrope study check studies/nct05488327",
)
user_app = typer.Typer(
    help="The study's people.",
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog='Example: heliotrope user add "Li Wei" investigator --database sqlite:///trial.db',
)
app.add_typer(study_app, name="study")
app.add_typer(user_app, name="user")

REFERENCE = Path(__file__).resolve().parent.parent.parent / "studies" / "nct05488327"
"""The reference study, where the program runs from its repository."""
DEFAULT_DATABASE = "sqlite:///heliotrope.sqlite3"
DEMO_DATABASE = "sqlite:///var/demo.sqlite3"

_ADDRESS_HELP = "sqlite:///relative.db, sqlite:////absolute.db or postgresql://user@host/db"
Database = Annotated[str, typer.Option("--database", metavar="URL", help=_ADDRESS_HELP)]
PasswordFile = Annotated[
    Path | None,
    typer.Option("--password-file", metavar="FILE", help="Holds PostgreSQL's password."),
]
StudyFolder = Annotated[
    Path, typer.Option("--study", metavar="DIR", help="The folder of study files.")
]
Encoding = Annotated[
    str, typer.Option("--encoding", metavar="NAME", help="Of CSV files: utf-8 or gb18030.")
]
Words = Annotated[
    str, typer.Option("--language", metavar="en|zh", help="Of the report; else the terminal's.")
]


def main() -> None:
    """Run the command line and leave with its exit code."""
    # Loading the libraries makes no garbage, and looking for it there costs a tenth of the time.
    gc.disable()
    for stream in (sys.stdout, sys.stderr):
        # A file name, or a terminal, that knows fewer characters: shown as \\x.., not a failure.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        app(prog_name="heliotrope")
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 - the last place where a bug can be told
        if _debug():
            traceback.print_exc()
        code, lines = describe_failure(error, choose_language())
        for line in lines:
            print(line, file=sys.stderr)
        sys.exit(code)


_asked_for: list[str] = []


def _debug() -> bool:
    return bool(_asked_for or os.environ.get("HELIOTROPE_DEBUG"))


def _tell_version(wanted: bool) -> None:
    if wanted:
        print(f"heliotrope {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the whole of an error (HELIOTROPE_DEBUG=1).")
    ] = False,
    version: Annotated[  # noqa: ARG001 - its callback answers
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="The version.")
    ] = False,
) -> None:
    if debug:
        _asked_for.append("debug")


def _choose(language: str) -> Language:
    if language in ("en", "zh"):
        return "zh" if language == "zh" else "en"
    if language:
        raise WrongUse("--language is en or zh", "--language 为 en 或 zh")
    return choose_language()


def _require_encoding(name: str) -> str:
    known = {"utf-8": "utf-8", "utf8": "utf-8", "gb18030": "gb18030", "gbk": "gb18030"}
    if name.lower() not in known:
        raise WrongUse("--encoding is utf-8 or gb18030", "--encoding 为 utf-8 或 gb18030")
    return known[name.lower()]


@app.command(epilog="Example: heliotrope serve --study studies/nct05488327 --demo")
def serve(
    study: Annotated[
        Path | None,
        typer.Option("--study", metavar="DIR", help="Adopt these files if their version rose."),
    ] = None,
    database: Annotated[str, typer.Option("--database", metavar="URL", help=_ADDRESS_HELP)] = "",
    *,
    host: Annotated[str, typer.Option("--host", metavar="H")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="N", help="0: any free one.")] = 8000,
    certificate: Annotated[Path | None, typer.Option("--certificate", metavar="PEM")] = None,
    key: Annotated[Path | None, typer.Option("--key", metavar="PEM")] = None,
    demo: Annotated[
        bool,
        typer.Option("--demo", help="Synthetic participants with known passwords, made at first."),
    ] = False,
    password_file: PasswordFile = None,
) -> None:
    """Serve a study to browsers: one process, SQLite by default."""
    from heliotrope.cli.serving import Serving
    from heliotrope.cli.serving import serve as start

    place = Place(database or (DEMO_DATABASE if demo else DEFAULT_DATABASE), password_file)
    if demo and study is None and REFERENCE.is_dir():
        study = REFERENCE
    start(Serving(place, study, host, port, certificate, key, demo))


@app.command(
    epilog="Example: heliotrope init --study studies/nct05488327 --database sqlite:///trial.db"
)
def init(
    study: StudyFolder,
    database: Database,
    administrator: Annotated[
        str, typer.Option("--administrator", metavar="NAME", help="Of the first person.")
    ] = "Administrator",
    username: Annotated[str, typer.Option("--username", metavar="NAME")] = "",
    *,
    serving_role: Annotated[
        str,
        typer.Option(
            "--serving-role",
            metavar="ROLE",
            help="A PostgreSQL role that will serve: it may add entries and read, no more.",
        ),
    ] = "",
    password_file: PasswordFile = None,
) -> None:
    """Make an empty real study with its first administrator."""
    from heliotrope.cli.founding import let_serve, make_real

    make_real(study, Place(database, password_file), administrator, username)
    if serving_role:
        let_serve(serving_role)


@user_app.command(
    "add", epilog='Example: heliotrope user add "Li Wei" investigator --database sqlite:///trial.db'
)
def user_add(
    name: Annotated[str, typer.Argument(help="As it stands in every entry of theirs.")],
    role: Annotated[
        str,
        typer.Argument(
            help="coordinator, investigator, monitor, statistician, inspector, administrator"
        ),
    ],
    database: Database,
    username: Annotated[
        str, typer.Option("--username", metavar="NAME", help="Else made from the name.")
    ] = "",
    password_file: PasswordFile = None,
) -> None:
    """Add a person, and print a one-time password."""
    from heliotrope.cli.people import add_user

    add_user(Place(database, password_file), name, role, username)


Who = Annotated[
    str, typer.Argument(metavar="NAME", help="The username; or the name, where one person has it.")
]


@user_app.command(
    "password", epilog="Example: heliotrope user password li.wei --database sqlite:///trial.db"
)
def user_password(name: Who, database: Database, password_file: PasswordFile = None) -> None:
    """Give a person who forgot theirs a new one-time password; open sessions of theirs end."""
    from heliotrope.cli.people import renew_password

    renew_password(Place(database, password_file), name)


@user_app.command(
    "role", epilog="Example: heliotrope user role li.wei monitor --database sqlite:///trial.db"
)
def user_role(
    name: Who,
    role: Annotated[
        str,
        typer.Argument(
            help="coordinator, investigator, monitor, statistician, inspector, administrator"
        ),
    ],
    database: Database,
    password_file: PasswordFile = None,
) -> None:
    """Give a person another role, from now on; one who was removed may come back by it."""
    from heliotrope.cli.people import give_role

    give_role(Place(database, password_file), name, role)


@user_app.command(
    "remove", epilog="Example: heliotrope user remove li.wei --database sqlite:///trial.db"
)
def user_remove(name: Who, database: Database, password_file: PasswordFile = None) -> None:
    """Revoke a person's access at once; what they did stays theirs, as does the username."""
    from heliotrope.cli.people import remove_user

    remove_user(Place(database, password_file), name)


@study_app.command("check", epilog="Example: heliotrope study check studies/nct05488327")
def study_check(folder: Annotated[Path, typer.Argument(metavar="DIR")]) -> None:
    """List every fault of a study folder, one line each with file and line."""
    from heliotrope.cli.data import check_folder

    check_folder(folder)


@study_app.command("plan", epilog="Example: heliotrope study plan studies/nct05488327 -o plan.pdf")
def study_plan(
    folder: Annotated[Path, typer.Argument(metavar="DIR")],
    target: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="Ends with .pdf or .html.")
    ],
    language: Words = "",
) -> None:
    """Print a study folder's statistical analysis plan, as PDF or HTML."""
    from heliotrope.cli.data import print_plan

    print_plan(folder, target, _choose(language))


@app.command(epilog="Example: heliotrope score cdasi answers.csv -o scores.csv")
def score(
    instrument: Annotated[str, typer.Argument(help="For example cdasi.")],
    source: Annotated[Path, typer.Argument(metavar="IN.csv", help="One assessment a row.")],
    target: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="OUT.csv", help="Else printed.")
    ] = None,
    encoding: Encoding = "utf-8",
    missing: Annotated[
        str | None, typer.Option(metavar="RULE", help="Rule for missing answers, by its name.")
    ] = None,
) -> None:
    """Score a table of answers: first column `id`, one row an assessment."""
    from heliotrope.cli.data import score_table

    score_table(instrument, source, target, _require_encoding(encoding), missing)


@app.command(
    "import",
    epilog="Example: heliotrope import --study studies/infliximab-pilot"
    " --database sqlite:///trial.db studies/infliximab-pilot/data",
)
def import_data(
    folder: Annotated[Path, typer.Argument(metavar="DATA_DIR", help="One CSV or sheet a form.")],
    study: StudyFolder,
    database: Database,
    encoding: Encoding = "utf-8",
    password_file: PasswordFile = None,
) -> None:
    """Take a folder of data into the ledger: all of it, or nothing and every fault."""
    from heliotrope.cli.data import import_folder

    place = Place(database, password_file)
    import_folder(study, place, folder, _require_encoding(encoding))


@app.command(
    epilog="Example: heliotrope evaluate studies/infliximab-pilot studies/infliximab-pilot/data"
    " -o out    or: heliotrope evaluate --database sqlite:///trial.db -o out"
)
def evaluate(
    out: Annotated[Path, typer.Option("-o", "--output", metavar="OUT_DIR")],
    study: Annotated[Path | None, typer.Argument(metavar="STUDY_DIR")] = None,
    folder: Annotated[Path | None, typer.Argument(metavar="DATA_DIR")] = None,
    *,
    database: Annotated[
        str | None, typer.Option("--database", metavar="URL", help=_ADDRESS_HELP)
    ] = None,
    language: Words = "",
    encoding: Encoding = "utf-8",
    quick: Annotated[
        bool,
        typer.Option("--quick", help="Results, figures and HTML alone: no PDF, Word or datasets/."),
    ] = False,
    password_file: PasswordFile = None,
) -> None:
    """Run the analysis plan on a folder of data, or on a database.

    Writes results.csv, report.html, report.pdf, report.docx, tables.docx, figures/ and datasets/:
    SDTM and ADaM as XPT, Dataset-JSON and CSV, each with define.xml and define.html, and trace.csv,
    which leads from every row to the ledger.
    """
    from heliotrope.cli.data import evaluate_database, evaluate_folder

    words = _choose(language)
    if database is not None and study is None and folder is None:
        evaluate_database(Place(database, password_file), out, language=words, whole=not quick)
    elif database is None and study is not None and folder is not None:
        encoding = _require_encoding(encoding)
        evaluate_folder(study, folder, out, encoding=encoding, language=words, whole=not quick)
    else:
        raise WrongUse(
            "give STUDY_DIR and DATA_DIR, or --database URL",
            "请给出 STUDY_DIR 与 DATA_DIR，或 --database URL",
        )


@app.command(
    epilog="Example: heliotrope rehearse --study studies/nct05488327 --database sqlite:///r.db"
)
def rehearse(
    study: StudyFolder,
    database: Database,
    participants: Annotated[
        int | None, typer.Option("--participants", metavar="N", min=1, help="Else as planned.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", metavar="S", min=0, help="The same gives the same.")
    ] = None,
    *,
    in_progress: Annotated[
        bool, typer.Option("--in-progress", help="As of today some are still on their way.")
    ] = False,
    password_file: PasswordFile = None,
) -> None:
    """Play imagined participants into a new database that is marked as a rehearsal for ever."""
    from heliotrope.cli.founding import SEED, Rehearsal, make_rehearsal

    wanted = Rehearsal(participants, SEED if seed is None else seed, in_progress)
    make_rehearsal(study, Place(database, password_file), wanted)


@app.command(
    epilog="Example: heliotrope verify --database sqlite:///trial.db --anchor 812:9f86d081884c…"
)
def verify(
    database: Database,
    anchor: Annotated[
        str | None,
        typer.Option("--anchor", metavar="HEAD", help="N:hash, as printed on a document."),
    ] = None,
    password_file: PasswordFile = None,
) -> None:
    """Walk the ledger's chain; name the first entry that does not hold; print its head."""
    from heliotrope.cli.copies import verify_ledger

    raise typer.Exit(verify_ledger(Place(database, password_file), anchor))


@app.command(
    epilog="Example: heliotrope mend --database sqlite:///trial.db --anchor 1287:c41e09ab..."
)
def mend(
    database: Database,
    anchor: Annotated[
        str, typer.Option("--anchor", metavar="HEAD", help="N:hash, as printed on a document.")
    ],
    password_file: PasswordFile = None,
) -> None:
    """Set the ledger's triggers anew, once the chain is proved against a head that left."""
    from heliotrope.cli.copies import mend_guard

    raise typer.Exit(mend_guard(Place(database, password_file), anchor))


@app.command(epilog="Example: heliotrope export --database sqlite:///trial.db -o trial.zip")
def export(
    database: Database,
    target: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.zip")],
    password_file: PasswordFile = None,
) -> None:
    """Everything in one zip: tables as CSV, the entries, the study's files, the head."""
    from heliotrope.cli.copies import export_everything

    export_everything(Place(database, password_file), target)


@app.command(epilog="Example: heliotrope backup --database sqlite:///trial.db -o copy.db")
def backup(
    database: Database,
    target: Annotated[Path, typer.Option("-o", "--output", metavar="FILE")],
    password_file: PasswordFile = None,
) -> None:
    """Copy a database into one file while the server runs; the copy verifies."""
    from heliotrope.cli.copies import back_up

    back_up(Place(database, password_file), target)


@app.command(epilog="Example: heliotrope restore copy.db --database sqlite:///trial.db")
def restore(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="As `backup` wrote it.")],
    database: Database,
    password_file: PasswordFile = None,
) -> None:
    """Put a backup into a new database, and verify it."""
    from heliotrope.cli.copies import restore as put_back

    put_back(source, Place(database, password_file))
