"""The closed list of acts that the trail knows, with the words an auditor reads."""

from django.db import models


class Act(models.TextChoices):
    """One kind of act; the key's first part names the kind of thing it was done to."""

    SIGNED_IN = "session.signed_in", "登录"
    SIGN_IN_FAILED = "session.failed", "登录失败"
    SIGNED_OUT = "session.signed_out", "退出登录"
    PASSWORD_CHANGED = "person.password_changed", "修改密码"
    PASSWORD_NOT_CHANGED = "person.password_failed", "修改密码时原密码错误"
    ACCESS_REFUSED = "access.refused", "越权访问被拒绝"
    UNIT_CREATED = "unit.created", "新建单位"
    UNIT_AMENDED = "unit.amended", "修改单位"
    DEPARTMENT_CREATED = "department.created", "新建部门"
    DEPARTMENT_AMENDED = "department.amended", "修改部门"
    PERSON_CREATED = "person.created", "新建人员"
    PERSON_AMENDED = "person.amended", "修改人员"
    PERSON_PASSWORD_SET = "person.password_set", "设置密码"
    GRANT_GIVEN = "grant.given", "授予角色"
    GRANT_ENDED = "grant.ended", "收回角色"
    ALIAS_TAUGHT = "alias.taught", "记住别名"
    ALIAS_FORGOTTEN = "alias.forgotten", "停用别名"
    ROUND_CREATED = "round.created", "新建巡察轮次"
    ROUND_AMENDED = "round.amended", "修改巡察轮次"
    ROUND_CLOSED = "round.closed", "办结归档"
    SCAN_KEPT = "scan.kept", "存入扫描件"
    SCAN_WITHDRAWN = "scan.withdrawn", "撤下扫描件"
    SCAN_OPENED = "scan.opened", "查阅扫描件"
    LETTER_RECEIVED = "receipt.recorded", "签收反馈意见"
    PLEDGE_RECORDED = "pledge.recorded", "登记整改承诺"
    PLEDGE_PRINTED = "pledge.printed", "打印承诺书"
    GROUP_SET = "group.set", "设置领导小组"
    GROUP_JOINED = "group.joined", "增加领导小组成员"
    GROUP_LEFT = "group.left", "调整领导小组成员"
    SCHEME_DRAFTED = "scheme.drafted", "起草整改方案"
    SCHEME_AMENDED = "scheme.amended", "修改整改方案"
    SCHEME_CONSULTED = "scheme.consulted", "整改方案征求意见"
    SCHEME_OPINION_KEPT = "scheme.opinion_kept", "登记征求意见情况"
    SCHEME_SENT_TO_REVIEW = "scheme.sent_to_review", "整改方案提请会审"
    SCHEME_REVIEWED = "scheme.reviewed", "登记会审意见"
    SCHEME_REVIEW_PASSED = "scheme.review_passed", "整改方案会审通过"
    SCHEME_RETURNED = "scheme.returned", "整改方案退回修改"
    SCHEME_APPROVED = "scheme.approved", "整改方案经党组会审议通过"
    SCHEME_ISSUED = "scheme.issued", "印发整改方案"
    SCHEME_EXPORTED = "scheme.exported", "导出方案对照表"
    SCALE_SET = "scale.set", "设置评分表"
    ASSESSMENT_BEGUN = "assessment.begun", "开展成效评估"
    ASSESSMENT_AMENDED = "assessment.amended", "修改成效评估"
    POINTS_DEDUCTED = "assessment.deducted", "登记扣分"
    DEDUCTION_WITHDRAWN = "assessment.deduction_withdrawn", "撤销扣分"
    SATISFACTION_COUNTED = "satisfaction.counted", "登记满意度测评"
    ISSUE_TAKEN_OVER = "takeover.taken", "纳入回头看"
    TAKEOVER_DROPPED = "takeover.dropped", "移出回头看"
    TAKEOVER_JUDGED = "takeover.judged", "登记回头看结果"
    ARCHIVE_ASKED = "archive.asked", "申请生成归档包"
    ARCHIVE_MADE = "archive.made", "生成归档包"
    ARCHIVE_READ = "archive.read", "下载归档包"
    PAPER_GIVEN = "paper.given", "提交材料"
    PAPER_REFUSED = "paper.refused", "材料被拒收"
    PAPER_READ = "paper.read", "识别材料"
    PAPER_UNREADABLE = "paper.unreadable", "材料未能识别"
    PAPER_MENDED = "paper.mended", "修改识别结果"
    PAPER_APPLIED = "paper.applied", "确认导入台账"
    PAPER_DISCARDED = "paper.discarded", "放弃导入"
    PAPER_WITHDRAWN = "paper.withdrawn", "撤销导入"
    PAPER_OPENED = "paper.opened", "下载材料原件"
    CATEGORY_CREATED = "category.created", "新建类别"
    CATEGORY_AMENDED = "category.amended", "修改类别"
    CATEGORY_MOVED = "category.moved", "调整类别顺序"
    CATEGORY_WITHDRAWN = "category.withdrawn", "撤回类别"
    ISSUE_CREATED = "issue.created", "新增问题"
    ISSUE_AMENDED = "issue.amended", "修改问题"
    ISSUE_WITHDRAWN = "issue.withdrawn", "撤回问题"
    TASK_CREATED = "task.created", "新增任务"
    TASK_AMENDED = "task.amended", "修改任务"
    TASK_MOVED = "task.moved", "调整任务顺序"
    TASK_WITHDRAWN = "task.withdrawn", "撤回任务"
    MEASURE_CREATED = "measure.created", "新增措施"
    MEASURE_AMENDED = "measure.amended", "修改措施"
    ISSUE_SPLIT = "issue.split", "拆分问题"
    ISSUES_MERGED = "issue.merged", "合并问题"
    ISSUE_RENUMBERED = "issue.renumbered", "更改问题编号"
    MEASURE_RENUMBERED = "measure.renumbered", "更改措施编号"
    MEASURE_MOVED = "measure.moved", "移动措施"
    MEASURE_SPLIT = "measure.split", "拆分措施"
    MEASURES_MERGED = "measure.merged", "合并措施"
    MEASURE_WITHDRAWN = "measure.withdrawn", "撤回措施"
    MEASURE_DROPPED = "measure.dropped", "撤销措施"
    MEASURE_ASSIGNED = "measure.assigned", "交办措施"
    MEASURE_CLAIMED = "measure.claimed", "认领措施"
    MEASURE_HANDED_BACK = "measure.handed_back", "退回认领"
    MEASURE_REMINDED = "measure.reminded", "催办认领"
    DEADLINE_SET = "deadline.set", "设定时限"
    EXTENSION_REQUESTED = "extension.requested", "申请延期"
    EXTENSION_APPROVED = "extension.approved", "批准延期"
    EXTENSION_REFUSED = "extension.refused", "不批准延期"
    EXTENSION_WITHDRAWN = "extension.withdrawn", "撤回延期申请"
    EXTENSION_FILE_READ = "extension.file_read", "查阅延期依据材料"
    INSTRUCTION_GIVEN = "instruction.given", "作出批示"
    INSTRUCTION_ANSWERED = "instruction.answered", "回复批示"
    INSTRUCTION_REDIRECTED = "instruction.redirected", "转办批示"
    INSTRUCTION_ENDED = "instruction.ended", "撤销批示"
    HANDOVER_MADE = "handover.made", "移交"
    PROGRESS_LOGGED = "progress.logged", "填报进展"
    PROGRESS_CORRECTED = "progress.corrected", "更正进展"
    OUTCOME_ENTERED = "outcome.entered", "登记成果"
    OUTCOME_AMENDED = "outcome.amended", "修改成果"
    OUTCOME_WITHDRAWN = "outcome.withdrawn", "撤销成果"
    OUTCOMES_EXPORTED = "outcomes.exported", "导出成果清单"
    LEDGER_EXPORTED = "ledger.exported", "导出台账"
    FORM_HANDED_OUT = "form.handed_out", "下发填报表"
    FORM_READ = "form.read", "核对填报表"
    FORM_REFUSED = "form.refused", "填报表被拒收"
    FORM_ENTERED = "form.entered", "录入填报表"
    EVIDENCE_ADDED = "evidence.added", "上传佐证材料"
    EVIDENCE_REFUSED = "evidence.refused", "佐证材料被拒收"
    EVIDENCE_WITHDRAWN = "evidence.withdrawn", "撤下佐证材料"
    EVIDENCE_READ = "evidence.read", "查阅佐证材料"
    EVIDENCE_AMENDED = "evidence.amended", "修改材料说明"
    EVIDENCE_REPLACED = "evidence.replaced", "替换佐证材料"
    SUBMISSION_MADE = "submission.made", "提交审核"
    SUBMISSION_PASSED = "submission.passed", "审核同意，转下一环节"
    SUBMISSION_RETURNED = "submission.returned", "退回"
    SUBMISSION_ACCEPTED = "submission.accepted", "审核通过"
    FILTER_SAVED = "savedfilter.saved", "保存常用筛选"
    FILTER_REMOVED = "savedfilter.removed", "删除常用筛选"
    SUBMISSION_SENT_BACK = "submission.sent_back", "退回前面环节"
    SUBMISSION_WITHDRAWN = "submission.withdrawn", "撤回提交"
    STEP_ENTERED = "step.entered", "代录审核意见"
    SCAN_READ = "step.scan_read", "查阅审核扫描件"
    CHAIN_SET = "chain.set", "设定审核环节"
    ISSUE_REOPENED = "issue.reopened", "重新开启问题"
    SHEET_ASKED = "sheet.asked", "申请生成销号表"
    SHEET_MADE = "sheet.made", "生成销号表"
    SHEET_READ = "sheet.read", "下载销号表"
    REPORT_DRAFTED = "report.drafted", "起草报告"
    REPORT_AMENDED = "report.amended", "修改报告"
    REPORT_EXPORT_ASKED = "report.export_asked", "申请导出报告"
    REPORT_EXPORTED = "report.exported", "导出报告"
    REPORT_READ = "report.read", "下载报告"
    DOSSIER_ASKED = "dossier.asked", "申请生成整改卷"
    DOSSIER_MADE = "dossier.made", "生成整改卷"
    DOSSIER_READ = "dossier.read", "查阅整改卷"
    JOB_RETRIED = "job.retried", "重新执行任务"
    DEMO_LOADED = "demo.loaded", "载入演示数据"


AFTER_CLOSING = frozenset(
    {
        Act.ACCESS_REFUSED,
        Act.ROUND_CLOSED,
        Act.PAPER_OPENED,
        Act.LEDGER_EXPORTED,
        Act.FORM_HANDED_OUT,
        Act.FORM_READ,
        Act.EVIDENCE_READ,
        Act.SCAN_READ,
        Act.SCAN_OPENED,
        Act.SHEET_ASKED,
        Act.SHEET_MADE,
        Act.SHEET_READ,
        Act.DOSSIER_ASKED,
        Act.DOSSIER_MADE,
        Act.DOSSIER_READ,
        Act.OUTCOMES_EXPORTED,
        Act.FORM_REFUSED,
        Act.JOB_RETRIED,
        Act.PLEDGE_PRINTED,
        Act.SCHEME_EXPORTED,
        Act.REPORT_EXPORT_ASKED,
        Act.REPORT_EXPORTED,
        Act.REPORT_READ,
        Act.ARCHIVE_ASKED,
        Act.ARCHIVE_MADE,
        Act.ARCHIVE_READ,
    }
)
"""Acts that a closed round still knows: reading it, writing it out, archiving it."""


def act_choices() -> list[tuple[str, str]]:
    """(key, words) pairs; a function, so that a new act is no change of the database."""
    return list(Act.choices)
