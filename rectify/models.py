"""The index of all concepts' models; Django finds them here."""

from rectify.closeout.models import ChainLink, Reopening, Sheet, Step, Submission
from rectify.deadlines.models import Deadline, Extension
from rectify.dossier.models import Dossier
from rectify.drafts.models import Draft
from rectify.evidence.models import Evidence
from rectify.finding.models import SavedFilter
from rectify.handover.models import Handover
from rectify.instructions.models import Addressee, Instruction
from rectify.intake.models import Origin, Paper
from rectify.issues.models import Category, Issue
from rectify.jobs.models import Job
from rectify.measures.models import Assistance, Measure, Progress, Responsible, Task
from rectify.outcomes.models import Bearing, Outcome, Proof
from rectify.people.models import Alias, Department, Grant, Person, Unit
from rectify.reports.models import Report, ReportFile, Section
from rectify.rounds.models import Round
from rectify.trail.models import Chain, Event

__all__ = [
    "Addressee",
    "Alias",
    "Assistance",
    "Bearing",
    "Category",
    "Chain",
    "ChainLink",
    "Deadline",
    "Department",
    "Dossier",
    "Draft",
    "Event",
    "Evidence",
    "Extension",
    "Grant",
    "Handover",
    "Instruction",
    "Issue",
    "Job",
    "Measure",
    "Origin",
    "Outcome",
    "Paper",
    "Person",
    "Progress",
    "Proof",
    "Reopening",
    "Report",
    "ReportFile",
    "Responsible",
    "Round",
    "SavedFilter",
    "Section",
    "Sheet",
    "Step",
    "Submission",
    "Task",
    "Unit",
]
