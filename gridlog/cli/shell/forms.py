"""The forms of what is given and shown: the formats of output, and the form of each date option. Free of Typer."""

from typing import NamedTuple

FORMATS = ("table", "csv", "json", "ndjson", "md", "text")
FOR_PEOPLE = ("table", "md", "text")
EXPORT_FORMATS = (*FORMATS, "xlsx")
DOCUMENTS = ("html", "xlsx", "docx")
REPORT_FORMATS = (*FORMATS, *DOCUMENTS)


class Dated(NamedTuple):
    """The form of a date option, and the side of today on which it looks for a form that names several days.

    `takes` is day, moment, week, month, period, instant, or limit (a day that rows are only compared with).
    `side` is a `gridlog.core.when.Side`, or after: the first such day from --from on.
    """

    takes: str
    side: str = "past"


# Every option, argument and column of a command that takes a date, by the command and its name. An
# option that means the same in every command stands here once, without a command.
DATES = {
    "--since": Dated("limit"),
    "--until": Dated("limit"),
    "--week": Dated("week"),
    "--as-of": Dated("instant"),
    "visit add --on": Dated("moment"),
    "visit edit --on": Dated("moment"),
    "visit paste --on": Dated("day"),
    "issue raise --on": Dated("day"),
    "issue raise --due": Dated("day", "ahead"),
    "issue extend --due": Dated("day", "ahead"),
    "spotcheck draw PERIOD": Dated("period"),
    "spotcheck report PERIOD": Dated("period"),
    "report day PERIOD": Dated("day"),
    "report week PERIOD": Dated("week"),
    "report month PERIOD": Dated("month"),
    "report trend PERIOD": Dated("week"),
    "report coverage --on": Dated("day"),
    "roster import --from": Dated("day", "near"),
    "officer add --from": Dated("day", "near"),
    "officer assign --from": Dated("day", "near"),
    "officer leave --from": Dated("day", "near"),
    "officer leave --to": Dated("day", "after"),
    "enterprise edit --from": Dated("day", "near"),
    "project member --from": Dated("day", "near"),
    "project member --until": Dated("day", "near"),
    "project milestone --plan": Dated("day", "near"),
    "project milestone --actual": Dated("day"),
    "project log --on": Dated("day"),
    "indicator set MONTH": Dated("month"),
    "indicator history MONTH": Dated("month"),
    "indicator show PERIOD": Dated("period"),
    "plan new --review": Dated("day", "ahead"),
    "plan edit --review": Dated("day", "ahead"),
    "plan revise --review": Dated("day", "ahead"),
    "plan measure --due": Dated("day", "ahead"),
    "plan review --next": Dated("day", "ahead"),
    "station duty --on": Dated("day", "near"),
    "station rotate --from": Dated("day", "near"),
    "station rotate --until": Dated("day", "after"),
    "station swap D": Dated("day", "near"),
    "station handover --on": Dated("day"),
    "station check --from": Dated("day", "near"),
    "station check --until": Dated("day", "after"),
    "premises occupancy PERIOD": Dated("period"),
    "premises edit --from": Dated("day"),
    "premises move-in --from": Dated("day", "near"),
    "premises move-in --until": Dated("day", "after"),
    "premises move-out --until": Dated("day", "near"),
    "calendar show YEAR|MONTH": Dated("month", "near"),
    "calendar set DATE": Dated("day", "near"),
    "calendar import date": Dated("day", "near"),
}
