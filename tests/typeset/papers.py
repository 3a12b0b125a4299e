"""Papers to print, written for these tests, with every element that the tree knows."""

from __future__ import annotations

from datetime import UTC, date, datetime

from rectify.typeset.document import (
    Align,
    Annex,
    Block,
    Cell,
    Column,
    Document,
    Emphasis,
    Entries,
    Heading,
    Issue,
    List,
    Metadata,
    Paragraph,
    Run,
    Signature,
    Table,
)

TITLE = "中共清河县水务局党组关于落实县委第三巡察组巡察反馈意见整改情况的报告"

OPENING = (
    "根据县委统一部署，2026年3月5日至5月20日，县委第三巡察组对县水务局党组开展了常规巡察，并于7月8日"
    "反馈了巡察意见。局党组把抓好巡察整改作为重大政治责任，坚持问题导向，逐条研究、逐项落实。截至"
    "2026年11月20日，反馈的26个问题已完成整改17个，阶段性完成3个，正在整改4个，长期坚持2个，整改完成率"
    "65.38%；制定措施82项，已落实63项，清退资金100.00万元，修订《水利工程建设管理办法》等制度14项。"
    "现将有关情况报告如下。"
)
EFFECT = (
    "局党组先后召开党组会议6次、专题会议11次，传达学习上级关于巡察整改工作的部署要求，“一把手”带头领办"
    "难度最大的5个问题，班子成员按照“一岗双责”要求，对分管领域的问题包案到底，形成了主要领导抓总、分管"
    "领导抓条线、股室单位抓落实的工作格局——问题不解决不放过，群众不满意不销号。"
)
MEASURE = (
    "对全县37处农村供水工程逐一核查，建立问题台账；对运行管护不到位的12处工程，由分管领导带队驻点督导，"
    "逐处明确管护责任人和巡查频次，并按季度通报水质检测结果。目前，12处工程已全部恢复正常供水，"
    "受益群众2.6万人，水质达标率由91.5%提高到99.2%。"
)
RULES = (
    "修订《党组会议议事规则》《“三重一大”事项集体决策办法》，把学习贯彻习近平总书记关于治水重要论述列为"
    "党组会议第一议题，每季度至少开展1次专题研讨；对照清单查摆不足……做到学用结合、知行合一。"
)
ISSUES = (
    "学习贯彻治水思路不够深入，结合实际研究部署不够及时",
    "农村供水工程建后管护责任落实不到位，部分工程带病运行",
    "项目招标投标监管存在薄弱环节，合同履约检查流于形式",
    "党建工作与业务工作融合不够，个别支部组织生活不规范",
)


def report() -> Document:
    """A report of some ten pages with headings, issues, lists, tables, two annexes."""
    return Document(
        title=TITLE,
        subtitle="（送审稿）",
        addressee="中共清河县委",
        blocks=(Paragraph(OPENING), *_effects(), *_issues(), *_next_steps()),
        signature=Signature(("中共清河县水务局党组",), date(2026, 11, 21)),
        contact="联系人：办公室，联系电话：0000-0000000",
        annexes=(
            Annex("清河县水务局巡察反馈问题整改台账", (ledger(18),), landscape=True),
            Annex("巡察整改工作领导小组成员名单", (Paragraph(RULES), _members())),
        ),
        metadata=Metadata(
            author="中共清河县水务局党组",
            subject="巡察整改",
            keywords=("巡察", "整改"),
            made_at=datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
        ),
    )


def _effects() -> tuple[Block, ...]:
    return (
        Heading(1, "一、整改取得的成效"),
        Heading(2, "（一）政治站位进一步提高"),
        Paragraph(EFFECT),
        Heading(3, "1.压实整改责任。", EFFECT),
        Heading(3, "2.完善制度机制。", RULES),
        Heading(2, "（二）作风建设进一步加强"),
        Heading(3, "1.以更严要求改进工作作风"),
        Heading(4, "（1）深入一线解决问题。", MEASURE),
        Paragraph((Run("一是", Emphasis.KAI), RULES, Run("二是", Emphasis.KAI), MEASURE)),
        Paragraph((Run("整改工作机构", Emphasis.HEI), "组成如下：")),
        Entries(
            (
                ("组  长：", "周明远　局党组书记、局长"),
                (
                    "副组长：",
                    "李国安　局党组成员、副局长，主持领导小组办公室日常工作，分管工程建设、质量安全、"
                    "河湖管理等方面的整改事项",
                ),
            )
        ),
    )


def _issues() -> tuple[Block, ...]:
    blocks: list[Block] = [
        Heading(1, "二、问题整改落实情况"),
        Heading(2, "（一）聚焦贯彻落实党的理论和路线方针政策以及党中央决策部署方面"),
    ]
    for number, words in enumerate(ISSUES, 1):
        status = "此问题已整改完成。" if number != 3 else "此问题正在整改。"
        blocks.append(
            Issue(
                f"{number}.关于“{words}”的问题。",
                status,
                (Paragraph(MEASURE), Paragraph(RULES)),
                run_in=number != 4,
            )
        )
    return tuple(blocks)


def _next_steps() -> tuple[Block, ...]:
    return (
        Heading(1, "三、下一步工作打算"),
        Paragraph(EFFECT),
        List(("一是持续抓好后续整改；", "二是推动建章立制；", "三是巩固拓展整改成果。")),
        Paragraph("以上报告，请予审示。"),
    )


def _members() -> Table:
    return Table(
        (Column("姓名", 1, Align.CENTER), Column("职务", 3), Column("分工", 3)),
        (
            ("周明远", "局党组书记、局长", "组长，负总责"),
            ("李国安", "局党组成员、副局长", "副组长，负责日常工作"),
        ),
        caption="领导小组成员",
        note="注：成员职务变动的，由继任者自然接替。",
    )


def ledger(measures: int) -> Table:
    """A wide ledger: an issue's cells span its measures, every fourth issue opens a 方面."""
    columns = (
        Column("序号", 1, Align.CENTER),
        Column("反馈问题", 5),
        Column("整改措施", 7),
        Column("责任领导", 2, Align.CENTER),
        Column("责任部门", 2.4, Align.CENTER),
        Column("整改时限", 2.6, Align.CENTER),
        Column("状态", 2, Align.CENTER),
        Column("进展情况", 7),
    )
    rows: list[tuple[str | Cell, ...]] = [("一、聚焦贯彻落实党的理论和路线方针政策方面",)]
    for at in range(measures):
        issue, first = divmod(at, 3)
        span = min(3, measures - at)
        opening = (
            Cell(str(issue + 1), rows=span),
            Cell(ISSUES[issue % len(ISSUES)], rows=span),
        )
        rest = (
            f"（{first + 1}）{MEASURE[:52]}",
            "李国安",
            "办公室",
            "2026年12月底前",
            "已完成",
            RULES[:40],
        )
        rows.append((*opening, *rest) if first == 0 else rest)
    return Table(columns, tuple(rows))


def prose(characters: int) -> Document:
    """Plain hanzi without any mark, for counting cells."""
    hanzi = "清河县水务局党组认真落实巡察反馈意见逐条研究整改措施压紧压实工作责任确保问题见底清零"
    return Document(title="", blocks=(Paragraph((hanzi * (characters // 40 + 1))[:characters]),))
