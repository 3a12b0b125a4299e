"""Pure questions about a submission, a chain, an entry from paper, and a reopening."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from rectify.closeout.enums import Chained, Reviewer
from rectify.issues.enums import Pace, Standing
from rectify.kernel.files import StoredFile, in_megabytes
from rectify.kernel.problems import Problem
from rectify.kernel.text import search_key
from rectify.rounds.rules import FirstDay

CONCLUSIONS = {
    Standing.DONE: "整改完成，建议销号",
    Standing.LONG_TERM: "整改完成，本期销号，长期坚持",
    Standing.PARTIAL: "取得阶段性成效，需继续整改",
}
"""The two conclusions of a 销号表; what is followed long-term is closed for the period only."""

CLOSED = frozenset({Standing.DONE, Standing.LONG_TERM})
"""Standings of an issue that is closed, and can be reopened."""

SCANS = frozenset({"application/pdf", "image/png", "image/jpeg"})
"""What the scan of a signed paper may be."""

CHAIN_LENGTH = len(Reviewer)


def conclusions_for(pace: str) -> list[tuple[str, str]]:
    """The two conclusions that an issue can be handed in with, as (standing, words)."""
    closing = Standing.LONG_TERM if pace == Pace.LONG_TERM else Standing.DONE
    return [(one.value, CONCLUSIONS[one]) for one in (closing, Standing.PARTIAL)]


def problems_of_submission(
    *,
    proposed: str,
    accepted: Sequence[str],
    statement: str,
    completed_on: date | None,
    first: FirstDay | None,
    today: date,
) -> list[Problem]:
    """What is wrong with the words of a submission: no conclusion, no text, a day that cannot be.

    `first` is the day before which it cannot have been finished.
    """
    problems = []
    if proposed not in accepted:
        problems.append(Problem("submission.proposed", "请选择申请认定的状态。", field="proposed"))
    if not statement.strip():
        problems.append(Problem("submission.statement", "请填写完成情况。", field="statement"))
    field, key = "completed_on", "submission.day"
    if completed_on is None:
        if proposed == Standing.DONE:
            sentence = "申请认定为已完成的，请填写完成日期。"
            problems.append(Problem(key, sentence, field=field))
    elif completed_on > today:
        problems.append(Problem(key, "完成日期不能晚于今天。", field=field))
    elif first is not None and completed_on < first.day:
        problems.append(Problem(key, first.refusal("完成日期"), field=field))
    return problems


def problems_of_chain(chained: Chained, reviewers: Sequence[str]) -> list[Problem]:
    """Why a chain is impossible: empty, somebody twice, or nobody but the one who hands in."""
    if not reviewers:
        return [Problem("chain.empty", f"{chained.label}至少须设一个审核环节。")]
    problems = []
    doubled = [one for one in Reviewer if list(reviewers).count(one) > 1]
    if doubled:
        names = "、".join(str(one.label) for one in doubled)
        problems.append(Problem("chain.twice", f"{names}重复出现，每个环节只能选一次。"))
    if set(reviewers) - set(Reviewer.values):
        problems.append(Problem("chain.unknown", "审核环节须从列出的六种中选择。"))
    if chained is Chained.ISSUE and Reviewer.DEPARTMENT in reviewers:
        sentence = "一个问题可能涉及多个责任部门，问题销号请改选“牵头部门负责人”。"
        problems.append(Problem("chain.department", sentence))
    submitter = Reviewer.DEPARTMENT if chained is Chained.MEASURE else Reviewer.OFFICE
    if list(reviewers) in ([submitter], [Reviewer.LEAD_DEPARTMENT]):
        one = Reviewer(reviewers[0]).label
        sentence = f"{chained.label}只设“{one}”一个环节，其本人提交时无人审核，请再选一个环节。"
        problems.append(Problem("chain.alone", sentence))
    return problems


def own_work(written: Sequence[str]) -> str:
    """What somebody wrote of what is judged, in words that go on: "填报过其中的进展、佐证材料"."""
    return f"填报过其中的{'、'.join(written)}"


def passed_unreviewed(written: Sequence[str]) -> str:
    """What it is called that a step passed because it fell to nobody but an author."""
    return f"本人{own_work(written)}，未另行审核"


def problems_of_judging(written: Sequence[str]) -> list[Problem]:
    """Why somebody who wrote some of it does not judge it."""
    if not written:
        return []
    others = "请由他人审核，没有他人的，由整改办凭他人签字的纸件代录"
    return [Problem("submission.own", f"您{own_work(written)}，不能审核，{others}。")]


def problems_of_entering(
    reviewer: str, *, title: str, own: bool, written: Sequence[str], judged_here: bool
) -> list[Problem]:
    """Why somebody of 整改办 cannot enter the paper of a step that is called `title`.

    `own`: he handed it in himself or wrote some of it (`written`); `judged_here`: somebody with an
    account can judge the step.
    """
    if reviewer == Reviewer.OFFICE and judged_here:
        sentence = "整改办有人员可以审核本环节，须由其本人在系统中办理，不能代录。"
        return [Problem("entry.office", sentence)]
    if own and judged_here:
        who = f"您{own_work(written)}" if written else "您是提交人"
        sentence = (
            f"{who}，不能代录本环节，请由{title}在系统中审核，或由整改办其他人员凭签字纸件代录。"
        )
        return [Problem("entry.own", sentence)]
    return []


def problems_of_entry(
    *,
    signer: str,
    signed_on: date | None,
    submitted_on: date,
    submitter: str,
    authors: Iterable[str],
    elsewhere: Iterable[str],
    today: date,
) -> list[Problem]:
    """What is wrong with a step entered from a signed paper.

    `authors` are the names of who wrote some of what is judged, `elsewhere` those of who judged or
    signed the other steps of the same submission.
    """
    problems = []
    if not search_key(signer):
        problems.append(Problem("entry.signer", "请填写纸件上的签字人。", field="signer"))
    elif same_name(signer, [submitter]):
        sentence = "签字人是提交人本人，不能审核本人提交的事项，请由他人审核签字。"
        problems.append(Problem("submission.own", sentence, field="signer"))
    elif same_name(signer, authors):
        sentence = "签字人填报过其中的内容，不能审核本人填报的事项，请由他人审核签字。"
        problems.append(Problem("submission.own", sentence, field="signer"))
    elif same_name(signer, elsewhere):
        sentence = "签字人已审核过本次提交的另一环节，本环节请由他人审核签字。"
        problems.append(Problem("submission.judged_once", sentence, field="signer"))
    if signed_on is None:
        problems.append(Problem("entry.day", "请填写签字日期。", field="signed_on"))
    elif signed_on > today:
        problems.append(Problem("entry.day", "签字日期不能晚于今天。", field="signed_on"))
    elif signed_on < submitted_on:
        sentence = f"签字日期不能早于提交日期（{submitted_on:%Y-%m-%d}）。"
        problems.append(Problem("entry.day", sentence, field="signed_on"))
    return problems


def problems_of_signers(reviewer: str, elsewhere: Iterable[str]) -> list[Problem]:
    """Why a reviewer of this name judges no more: he is one of who signed other steps on paper."""
    if not same_name(reviewer, elsewhere):
        return []
    sentence = "您已在纸件上签署过本次提交的另一环节，本环节请由他人审核。"
    return [Problem("submission.judged_once", sentence)]


def same_name(name: str, others: Iterable[str]) -> bool:
    """Whether a name is one of the others, however it is written: blanks and widths part nobody, nor
    does a post or a body that is written before one of the two."""
    return any(_alike(search_key(name), search_key(other)) for other in others)


def _alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) < SHORTEST_NAME:
        return one == other
    # A single character before it would be a surname: 李王伟 is not 王伟.
    return long.endswith(short) and len(long) - len(short) != 1


SHORTEST_NAME = 2


def problems_of_scan(file: StoredFile, *, limit: int) -> list[Problem]:
    """Why a file cannot be the scan of a signed paper."""
    if file.size > limit:
        sentence = f"单个扫描件不超过{in_megabytes(limit)}，请压缩后上传。"
        return [Problem("entry.large", sentence, field="scan")]
    if file.size == 0:
        return [Problem("entry.scan", "扫描件是空文件，请重新选择。", field="scan")]
    if file.content_type not in SCANS:
        sentence = "签字纸件的扫描件须为PDF、PNG或JPG文件，请重新选择。"
        return [Problem("entry.scan", sentence, field="scan")]
    return []


def problems_of_reopening(*, standing: str, reason: str, waits: bool) -> list[Problem]:
    """Why an issue cannot be reopened."""
    if waits:
        sentence = "该问题正在销号审核中，无需重新开启，可退回或撤回本次提交。"
        return [Problem("reopening.waiting", sentence)]
    if standing not in CLOSED:
        return [Problem("reopening.open", "该问题尚未销号，无需重新开启。")]
    if not reason.strip():
        return [Problem("reopening.reason", "请写明重新开启的原因。", field="reason")]
    return []
