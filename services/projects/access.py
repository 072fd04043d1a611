"""RPC → who may call it. An RPC that is missing here is refused; whose project it is, the domain says."""

from chassis.access import PUBLIC, SIGNED_IN, AccessTable, holding
from services.projects.domain.delegation import LENDABLE
from services.projects.domain.states import DRAFTERS

PROJECTS = "archipel.projects.v1.ProjectsService"
CONSENT = "archipel.projects.v1.ConsentService"
OWNERSHIP = "archipel.projects.v1.OwnershipService"
LEARNING = "archipel.projects.v1.LearningService"
SUBSIDIARITY = "archipel.projects.v1.SubsidiarityService"
TERRITORIES = "archipel.projects.v1.TerritoriesService"
CHARTERS = "archipel.projects.v1.CharterService"
REGISTER = "archipel.projects.v1.RegisterService"
SIMULATIONS = "archipel.projects.v1.SimulationService"
COVERAGE = "archipel.projects.v1.CoverageService"
PEOPLE = "archipel.projects.v1.PeopleService"
DELEGATIONS = "archipel.identity.v1.DelegationService"

ACCESS: AccessTable = {
    f"/{PROJECTS}/CreateProject": holding(*DRAFTERS, per_minute=60),
    f"/{PROJECTS}/UpdateProject": holding(*DRAFTERS),
    f"/{PROJECTS}/SubmitProject": holding("elected", per_minute=30),
    f"/{PROJECTS}/ConfirmParticipation": holding("elected"),
    f"/{PROJECTS}/DeclineParticipation": holding("elected"),
    f"/{PROJECTS}/AcceptOwnership": holding("elected"),
    f"/{PROJECTS}/ContestDecision": holding("elected"),
    f"/{PROJECTS}/WithdrawProject": holding("elected"),
    f"/{CONSENT}/GiveOpinion": holding("elected"),
    f"/{CONSENT}/ConveneConciliation": holding("elected"),
    f"/{CONSENT}/ConcludeConciliation": holding("elected"),
    f"/{OWNERSHIP}/OfferTransfer": holding("elected"),
    f"/{OWNERSHIP}/WithdrawOffer": holding("elected"),
    f"/{OWNERSHIP}/DeclineWish": holding("elected"),
    f"/{OWNERSHIP}/WishTransfer": holding("elected"),
    f"/{OWNERSHIP}/WithdrawWish": holding("elected"),
    f"/{OWNERSHIP}/ListWishes": SIGNED_IN,
    f"/{LEARNING}/EvaluateProject": holding("elected"),
    f"/{LEARNING}/ListExperiences": PUBLIC,
    f"/{LEARNING}/ProposePrinciple": holding("elected"),
    f"/{LEARNING}/AdoptPrinciple": holding("elected"),
    f"/{LEARNING}/WithdrawPrinciple": holding("elected"),
    f"/{LEARNING}/ListPrinciples": PUBLIC,
    # Without signing in one reads what is public; the domain hides the rest.
    f"/{PROJECTS}/GetProject": PUBLIC,
    f"/{PROJECTS}/ListProjects": PUBLIC,
    f"/{PROJECTS}/ListProjectHistory": PUBLIC,
    f"/{SUBSIDIARITY}/EvaluateSubsidiarity": SIGNED_IN,
    f"/{TERRITORIES}/GetTerritory": PUBLIC,
    f"/{TERRITORIES}/ListTerritories": PUBLIC,
    f"/{TERRITORIES}/ListCompetences": PUBLIC,
    f"/{TERRITORIES}/ListHoldings": PUBLIC,
    f"/{CHARTERS}/CreateCharter": holding(*DRAFTERS),
    f"/{CHARTERS}/UpdateCharter": holding(*DRAFTERS),
    f"/{CHARTERS}/PutCharterToVote": holding("elected"),
    f"/{CHARTERS}/AdoptCharter": holding("elected"),
    f"/{CHARTERS}/WithdrawCharter": holding("elected"),
    # A draft is its body's alone: the domain hides it.
    f"/{CHARTERS}/GetCharter": PUBLIC,
    f"/{CHARTERS}/ListCharters": PUBLIC,
    f"/{CHARTERS}/CompareCharters": PUBLIC,
    f"/{REGISTER}/RecordHolding": holding("elected"),
    f"/{REGISTER}/EndHolding": holding("elected"),
    f"/{REGISTER}/RemoveHolding": holding("elected"),
    f"/{REGISTER}/WhoHolds": PUBLIC,
    f"/{REGISTER}/ListHoldingChanges": PUBLIC,
    f"/{SIMULATIONS}/StartSimulation": holding(*DRAFTERS, per_minute=6),
    # The body that asked sees it; everybody does, once the charter that it tries is public.
    f"/{SIMULATIONS}/GetSimulation": PUBLIC,
    f"/{SIMULATIONS}/ListSimulationChanges": PUBLIC,
    f"/{COVERAGE}/GetCoverage": PUBLIC,
    # One registers oneself, or somebody of a body where one holds a role: the use case says which.
    f"/{PEOPLE}/RegisterPerson": SIGNED_IN,
    f"/{PEOPLE}/GetPeople": SIGNED_IN,
    f"/{PEOPLE}/ForgetPerson": SIGNED_IN,
    f"/{DELEGATIONS}/CreateDelegation": holding(*LENDABLE, per_minute=30),
    # Whoever gave or received one, whatever roles they still hold.
    f"/{DELEGATIONS}/RevokeDelegation": SIGNED_IN,
    f"/{DELEGATIONS}/GetDelegation": SIGNED_IN,
    f"/{DELEGATIONS}/ListDelegations": SIGNED_IN,
    f"/{DELEGATIONS}/ListDelegates": holding(*LENDABLE),
}
