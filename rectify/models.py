"""The index of all concepts' models; Django finds them here."""

from rectify.archive.models import Package
from rectify.assessment.models import Assessment, Deduction, Satisfaction, Scale
from rectify.closeout.models import ChainLink, Reopening, Sheet, Step, Submission
from rectify.deadlines.models import Deadline
from rectify.dossier.models import Dossier
from rectify.evidence.models import Evidence
from rectify.finding.models import SavedFilter
from rectify.groundwork.models import GroupSeat, LeadingGroup, Pledge, Receipt, Scan
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
    "Event",
    "Evidence",
    "Grant",
    "GroupSeat",
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
