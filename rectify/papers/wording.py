"""How official papers speak: what tells a shortcoming, a step taken, a topic, a chapter's purpose.

Each test looks at the form of a heading, not for known sentences.
"""

from __future__ import annotations

import re
from enum import StrEnum

from rectify.kernel.numerals import INTEGER
from rectify.kernel.text import fold
from rectify.papers.sentences import without_tail

_ISSUE_OPENING = re.compile(
    r"\s*(?:(?:巡察组?|反馈|指出|整改)*(?:关于|针对|对于|对)\s*[^。;]{0,3}[“].{2,}"
    r"|关于.{2,120}?问题|针对.{2,80}?问题|“[^”]{3,}.{0,60}?”[^。,;]{0,6}问题)"
)

_WEAK = (
    r"够|到位|系统|深入|深刻|扎实|严格|严肃|严谨|严密|规范|及时|充分|完善|健全|彻底|准确|透彻"
    r"|全面|合理|明显|平衡|均衡|紧密|牢固|精准|主动|"
    r"清晰|清|实|足|强|高|力|严|细|深|透|准|好|多|广|牢|紧|快|大|全|齐|明|佳|多|密切|经常"
    r"|落实|执行|坚决|得力|有力|顺畅|科学|积极|作为|担当|重视|认真|"
    r"一致|符|一|畅|匹配|适应|具体|聚焦|到边|完整|真实|统一|协调|稳定|合规|公开|透明|灵活"
    r"|便捷|理想|突出|有效|相符|同步|担责|尽责|尽职|履职|配套|衔接|用心|用力|上心|坚定|持久"
    r"|长|常态|了了之|见效|见底"
)
_LACKING = re.compile(
    rf"不(?:够|太|甚|是很|能|敢|愿|会|善于|曾|予)?(?:{_WEAK})|[未没](?:有|能|按|及时|严格"
    rf"|认真|真正|完全|充分|有效|建立|制定|落实|开展|执行|形成|履行|经|将|纳入|达|做到|全面"
    rf"|进行|得到|召开|组织|设|完成|如实|定期|规范|研究|上报|公开|入账|收)"
    r"|缺(?:乏|失|位|少|陷|口|项|漏)|薄弱|滞后|欠缺|欠佳|欠账|欠规范|弱项|短板|漏洞|差距"
    r"|[跟说管落立靠接抓压推挂守顶兜讲理算]不(?:上|了|起|住|动|开|下|好|清|出|实|紧|牢|准)"
    r"|不足|隐患|风险(?!防控)|偏差|偏(?:少|低|慢|软|弱|大|高)|较(?:差|弱|低|慢|少|大|粗)"
    r"|流于形式|走过场|走形式|搞变通|打折扣"
    r"|违规|违反|违纪|超标|超范围|超出|超额|超期|逾期|拖延|拖欠|松散|松懈|弱化|虚化|淡化"
    r"|边缘化|形式化|空转|空泛|空洞|闲置|挂账|浮于|脱节|脱离|混乱|宽松|失之于|难以|乏力"
    r"|虚报|套取|截留|挪用|侵占|浪费|随意|推诿|疏于|疏忽"
    r"|不作为|慢作为|乱作为|梗阻|粗放|粗糙|简单化|表面化|碎片化|一刀切|照搬|照抄|雷同|敷衍"
    r"|应付|虚设|失真|失准|失管|失察|失职|断层|老化|单一|僵化|缓慢|迟缓|滥用|违背|代替|替代"
    r"|混用|错误|差错|遗漏|矛盾|冗余|偏离|重.{1,8}轻|一言堂|家长制|“?好人主义|等靠要|宽软"
    r"|留于|停留在|局限于|仅限于|有待|亟待|尚未|尚需|仍需|仍有|仍存在|依然存在|依旧存在"
    r"|存在.{0,16}(?:问题|现象|情况|倾向|行为)|过(?:多|少|于|大|低|高|长)|久拖|长期未|擅自"
    r"|私自|变相|多发|频发|不力|不严|不实|不深|不细|不到位|不规范|不够|不见底|有漏|把关不"
    r"|有折扣|有落差|有差距|温差|层层递减|上热下冷|中梗阻|无人|无序|无记录|盲目|混淆|虚假"
    r"|造假|作假|盲区|盲点|死角|空白|空档|真空|断档|悬空|悬而未|虚置|空挂|走样|变形|缩水|冒领"
    r"|骗取|规避|化整为零|拆分|扎堆|多头|重复|攀比|凑数|应景|倒挂|错位|越位|缺位|笼统|泛化|任性"
    r"|失序|失守|失灵|失效|冗长|拖沓|繁琐|烦琐|畏难|躲闪|绕行|观望|优亲厚友|吃拿卡要|暗箱|围标"
    r"|串标|人情|积压|沉淀|滞留|停滞|搁置|千篇一律|千人一面|一阵风|两张皮|上下一般粗|一发了之"
    r"|一转了之|一罚了之|一谈了之|不了了之|浅尝辄止|蜻蜓点水|走马观花|轻描淡写|雷声大|避重就轻"
    r"|得过且过|讲排场|大水漫灌|门槛|侵害|占用|挤占|超时限|超编|超配|漏报|瞒报|迟报|漏缴|漏征"
    r"|欠缴|少缴|坐收坐支|公款|账外|小金库|白条|账实|账账|先.{1,6}后(?:审批|报批|补|批)"
    r"|[\u4e00-\u9fff]{3}(?:慢|少|低|差|弱|乱|粗|窄|浅|松|软|虚|空|散|旧|滥|缺|漏)$"
)
_NOT_LACKING = re.compile(
    r"不(?:断|忘|懈|打折扣|讲条件|遗余力|放松|回避|护短|遮掩|动摇|折不扣|停步|松劲|移|同"
    r"|少于|低于|超过|仅|敢腐|能腐|想腐|断线|漏一|走过场|搞变通|留死角)|毫不|绝不|决不|从不"
    r"|永不"
)
_CURE = re.compile(
    r"^(?:着力|坚决|切实|全面|深入|集中|大力|推动|推进|督促|督导|协调|帮助|指导|努力|重点|持续|进一步|及时)*"
    r"(?:解决|防止|杜绝|避免|克服|纠正|破解|改变|扭转)"
)
_SEEK = re.compile(
    r"^(?:着力|坚决|切实|全面|深入|集中|大力|重点|持续|推动|督促|从严|严肃)*(?:整治|纠治|惩治|查纠|补齐|消除|化解|治理|根治|防范|堵塞|查摆"
    r"|查找|查处|剖析|清理|整改|分析|排查|梳理|针对)"
)
_VERDICT = re.compile(
    rf"不(?:够|太|甚)?(?:{_WEAK}|力|严|实|彻底)$|缺(?:失|位)$|滞后$|薄弱$|乏力$|差距$|走过场$|形式$"
)
_REMEDY = re.compile(
    r"^(?:切实|着力|坚决|持续|深入|进一步|全面|大力|坚持|加强|强化|完善|健全|建立|严格|提高"
    r"|提升|深化|组织(?!生活|建设|关系|体系|纪律|领导|人事|观念|机构|部门|部|振兴)|开展|召开|制定|修订|印发|推进|推动|推行|加大|加快|抓好|抓实|抓牢|抓严"
    r"|压实|压紧|规范|落实|做好|做实|成立|明确|优化|统筹|夯实|细化|督促|聚焦|紧盯|突出|注重"
    r"|狠抓|筑牢|扛牢|树牢|树立|扩大|巩固|构建|营造|充分|认真|严肃|严明|严抓|发挥|引导|实施"
    r"|安装|下放|收缴|腾退|补缴|补办|补齐|补发|补登|拆除|新建|新增|修复|聘请|拨付|发放|恢复|办理|签订"
    r"|核减|核查|核定|调查|走访|慰问|改造|投入|引进|选聘|选树|评选|查处|移交|关停|取缔|盘活|扣减"
    r"|退回|归还|缴纳|上缴|更换|升级|搭建|打造|创新|改进|改为|兑现|撤销|新聘|增配|增加|联合|派驻"
    r"|实行|把|将|对|以|对标|对照|结合|通过|围绕|按照|立足|学习|梳理|清退|追缴|追回|收回"
    r"|约谈|问责|批评|邀请|举办|安排|下发|出台|拟定|起草|审议|汇报|听取|调整|配备|选派|选优"
    r"|增设|设立|公示|公开|高度|主动|迅速|立即|第一时间|及时|定期|每|向|与|由|在|为|从|逐"
    r"|编制|编印|重新|利用|委托|聘请|会同|依托|争取|统一|取消|压减|注销|实地|专题|集中)"
)
_PRAISE = re.compile(
    r"(?:更加|进一步|明显|显著|不断|持续|有效|全面|切实|得到|实现|有了|大幅|稳步|日益|逐步|更)"
    r"[^,。;:]{0,8}$|(?:到位|提升|提高|增强|加强|改善|好转|夯实|压实|巩固|优化|凸显|彰显|浓厚"
    r"|过硬|扎实|有力|坚实|落地|见效|向好|深入|常态|自觉|坚决|迅速|统一|严明)$"
)
_OUTCOME = re.compile(
    r"\d\s*(?:余|多)?(?:万|亿)?(?:元|人次|次|件|家|户|项|名|人|台|套|份|处|间|公里|亩|期|场|篇"
    r"|条|辆|批|场次|平方米)[^,。]{0,2}$"
)
_NOUN = re.compile(
    r"(?:建设|工作|管理|责任|学习|作风|纪律|制度|情况|服务|监督|保障|部署|机制|领导|教育|队伍"
    r"|小组|专班|办公室|组|活动|治理|整治|推进|落实|执行|成效|做法|措施|清单|台账|整改)$"
)
_ENDING = 3
"""How near to the end of a heading a shortcoming must be told when it opens like a step."""
_TOPIC = re.compile(
    r"(?:方面|层面|领域|板块|维度|类)(?:的|存在的|突出)?(?:主要|突出|具体)*(?:问题|情况)?"
    r"(?:的)?(?:整改)?(?:落实|进展|完成)?(?:情况|成效)?(?:\(.*\))?$"
)
_FOCUS = re.compile(
    r"(?:聚焦|围绕|紧扣)(?!.{0,8}(?:反馈|问题|整改|重点|短板|关键))[^,。;:]{4,50}"
    r"(?:情况|责任|建设|作风|监督|领域|问题)$"
)
_TALLY_REACH = 80
"""How near to the end of a heading its count stands."""
_TALLY = re.compile(
    rf"[,。;:\s(]*(?:共(?:计|有|涉及|反馈|存在|梳理)?|涉及|计|合计|存在|有|包括|包含"
    rf"|反馈)?\s*{INTEGER}\s*[个条项类](?:具体|整改|反馈|主要|突出|方面)*(?:问题|事项"
    rf"|任务)?(?:[,、]\s*{INTEGER}\s*[条项个](?:具体|整改)*(?:措施|举措|任务"
    rf"|问题))*[。;.:)\s]*$"
)


def begins_issue(folded: str) -> bool:
    """Whether a text opens by naming an issue: 关于“…”的问题, 针对…问题, “…”问题."""
    return _ISSUE_OPENING.match(folded) is not None


def is_lacking(heading: str) -> bool:
    """Whether a folded heading tells a shortcoming rather than a step taken against one."""
    clauses = [c for c in re.split(r"[,;:。、]", without_tail(heading)) if c]
    if not clauses:
        return False
    lacking = [
        c for c in clauses if _LACKING.search(_NOT_LACKING.sub("", c)) and not _CURE.match(c)
    ]
    if not lacking:
        return False
    plain = heading.lstrip()
    if _CURE.match(plain):
        return False
    if _SEEK.match(plain):
        return _VERDICT.search(clauses[-1]) is not None
    if _REMEDY.match(plain):
        return any(_ends_lacking(clause) for clause in clauses)
    return True


def _ends_lacking(clause: str) -> bool:
    """Whether a clause that opens like a step ends in a shortcoming (加强监督不够)."""
    plain = _NOT_LACKING.sub("", clause)
    if _CURE.match(plain) or _SEEK.match(plain):
        return _VERDICT.search(plain) is not None
    return any(len(plain) - match.end() <= _ENDING for match in _LACKING.finditer(plain))


def tells_neither(heading: str) -> bool:
    """Whether a folded heading tells no step, no success, no figure reached and names no mere field.

    What it tells otherwise, when steps answer it, can be a shortcoming in words of the office's own.
    """
    plain = without_tail(heading)
    told = _PRAISE.search(plain) or _OUTCOME.search(plain) or _NOUN.search(plain)
    return len(plain) >= 4 and not told and not opens_as_step(plain) and not is_topic(plain)


def is_outcome(heading: str) -> bool:
    """Whether a folded heading tells a figure reached (安装定位终端116台), no shortcoming."""
    return _OUTCOME.search(without_tail(heading)) is not None and not is_lacking(heading)


def is_step(heading: str) -> bool:
    """Whether a folded text tells a step taken or to be taken."""
    return opens_as_step(heading) and not is_lacking(heading)


def opens_as_step(folded: str) -> bool:
    """Whether a text begins with what is done (加强, 制定, 对…), however it goes on."""
    plain = folded.lstrip()
    return any(pattern.match(plain) for pattern in (_CURE, _SEEK, _REMEDY))


def aims_at(folded: str) -> bool:
    """Whether a text names a shortcoming only as what work is directed at (聚焦“学用脱节”)."""
    return re.match(r"\s*(?:聚焦|围绕|紧盯|紧扣|瞄准|对照|着眼|盯住|盯紧)", folded) is not None


def opens_with_preposition(folded: str) -> bool:
    """Whether a text begins with a word that a step and a shortcoming may begin with alike (对…)."""
    return re.match(r"\s*[对与在从为由以向]", folded) is not None


def is_topic(heading: str) -> bool:
    """Whether a heading names a field (…方面, 聚焦…情况) under which issues are grouped."""
    plain = without_tail_count(heading)
    return _TOPIC.search(plain) is not None or _FOCUS.match(plain) is not None


def without_tail_count(heading: str) -> str:
    """A heading without the count at its end (共6条问题) and without closing punctuation."""
    plain = heading.strip()
    folded = fold(plain)
    match = _TALLY.search(folded, max(len(folded) - _TALLY_REACH, 0))
    if match and match.start() > 3 and re.match(r"[,。;:\s(]|共", folded[match.start() :]):
        plain = plain[: match.start()]
    return without_tail(plain)


def is_lone_heading(folded: str) -> bool:
    """Whether a short line without a number can be a heading: a phrase, no sentence."""
    return re.search(r"[。;,!?]$|[。;]", folded.strip()) is None and not folded.endswith(
        (":", "、")
    )


class Chapter(StrEnum):
    """What a chapter is there for."""

    ISSUES = "issues"
    FOUND = "found"
    SELF_FOUND = "self_found"
    CAUSES = "causes"
    ORGANISATION = "organisation"
    NEXT = "next"
    ADVICE = "advice"
    PRAISE = "praise"
    OTHER = "other"


_PLAIN_WORDS = (
    r"(?:当前|目前|现|仍|还|仍然|存在|面临|有|查摆|自查|发现|查找|工作|整改|落实|中|的|主要"
    r"|突出|一些|具体|若干|剩余|及|和|、|反映|在|过程|方面)*"
)
_CHAPTERS: tuple[tuple[Chapter, re.Pattern[str]], ...] = tuple(
    (chapter, re.compile(pattern))
    for chapter, pattern in (
        (
            Chapter.SELF_FOUND,
            rf"^{_PLAIN_WORDS}(?:问题|不足|差距|困难|薄弱环节|短板)(?:与|和|及|、"
            rf"|以及)?{_PLAIN_WORDS}(?:不足|差距|困难|薄弱环节|短板|(?:原因|根源)(?:分析"
            rf"|剖析)?)?$",
        ),
        (
            Chapter.CAUSES,
            r"原因(?:分析|剖析)?$|(?:根本|深层次|主要)原因|(?:产生|存在|形成).{0,12}(?:原因"
            r"|根源)|问题根源|^原因",
        ),
        (
            Chapter.NEXT,
            r"下一?步|下阶段|今后|后续|努力方向|(?:工作)?打算|下步|(?:巩固|扩大|深化|拓展|运用"
            r"|转化).{0,12}成果|长效机制|持续用力|持续整改",
        ),
        (Chapter.ADVICE, r"(?:意见|工作)?建议|(?:整改|工作|有关|几点|相关|纪律)要求|整改意见|希望"),
        (Chapter.PRAISE, r"总体评价|肯定|主要成绩|(?:工作)?成绩|主要做法|基本评价|经验做法"),
        (
            Chapter.ISSUES,
            r"(?:反馈|巡察|巡视).{0,12}问题.{0,10}(?:整改|落实)|问题.{0,4}整改|(?:整改"
            r"|问题).{0,8}(?:进展|完成|落实|推进).{0,6}(?:情况|成效)|整改.{0,4}(?:情况|成效"
            r"|进展|结果)|逐[条项]|对账销号|整改(?:任务|内容|事项|措施|清单)|任务(?:分工|清单)"
            r"|具体(?:问题|任务|措施)|问题清单|销号清单|见成效|抓整改|促整改|条条|件件",
        ),
        (Chapter.FOUND, r"(?:反馈|巡察|巡视|指出|发现).{0,10}(?:问题|不足)"),
        (Chapter.SELF_FOUND, r"(?:自查|查摆|自纠|查找).{0,10}(?:问题|不足|差距|困难)|不足之处"),
        (
            Chapter.ORGANISATION,
            r"组织|领导|责任|站位|认识|部署|总体|基本(?:情况|原则)|概况|背景|思想|原则|目标"
            r"|机制|步骤|保障|监督|安排|政治|统筹|推动|作风|主体|担当|自觉|标本兼治|民主生活会"
            r"|工作情况|宣传|纪律",
        ),
    )
)


_ORGANISES = re.compile(
    r"组织领导|领导小组|指导思想|原则|总体|基本情况|目标|要求|步骤|保障|概况|背景|安排|部署"
)


def organises(heading: str) -> bool:
    """Whether a chapter's heading can only tell how the work was organised."""
    return _ORGANISES.search(heading) is not None


def chapter_of(heading: str) -> Chapter:
    """What a chapter's heading says that it is there for; the earlier test wins.

    Self-found problems have a heading of general words alone (存在的主要问题及原因).
    """
    plain = without_tail_count(heading)
    for chapter, pattern in _CHAPTERS:
        if pattern.search(plain):
            return chapter
    return Chapter.OTHER
