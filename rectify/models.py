"""The index of all concepts' models; Django finds them here."""

from rectify.archive.models import Package
from rectify.assessment.models import Assessment, Deduction, Satisfaction, Scale
from rectify.claims.models import Reminder
from rectify.closeout.models import ChainLink, Reopening, Sheet, Step, Submission
from rectify.deadlines.models import Deadline, Extension
from rectify.dossier.models import Dossier
from rectify.drafts.models import Draft
from rectify.evidence.models import Evidence
from rectify.finding.models import SavedFilter
from rectify.groundwork.models import GroupSeat, LeadingGroup, Pledge, Receipt, Scan
from rectify.handover.models import Handover
from rectify.instructions.models import Addressee, Instruction
from rectify.intake.models import Origin, Paper
from rectify.issues.models import Amendment, Category, Issue, Takeover
from rectify.jobs.models import Job
from rectify.measures.models import Assistance, Measure, Progress, Responsible, Task
from rectify.outcomes.models import Bearing, Outcome, Proof
from rectify.people.models import Alias, Department, Grant, Person, Unit
from rectify.reports.models import Report, ReportFile, Section
from rectify.rounds.models import Round
from rectify.scheme.models import JointReview, Opinion, Scheme
from rectify.trail.models import Chain, Event

__all__ = [
    "Addressee",
    "Alias",
    "Amendment",
    "Assessment",
    "Assistance",
    "Bearing",
    "Category",
    "Chain",
    "ChainLink",
    "Deadline",
    "Deduction",
    "Department",
    "Dossier",
    "Draft",
    "Event",
    "Evidence",
    "Extension",
    "Grant",
    "GroupSeat",
    "Handover",
    "Instruction",
    "Issue",
    "Job",
    "JointReview",
    "LeadingGroup",
    "Measure",
    "Opinion",
    "Origin",
    "Outcome",
    "Package",
    "Paper",
    "Person",
    "Pledge",
    "Progress",
    "Proof",
    "Receipt",
    "Reminder",
    "Reopening",
    "Report",
    "ReportFile",
    "Responsible",
    "Round",
    "Satisfaction",
    "SavedFilter",
    "Scale",
    "Scan",
    "Scheme",
    "Section",
    "Sheet",
    "Step",
    "Submission",
    "Takeover",
    "Task",
    "Unit",
]
