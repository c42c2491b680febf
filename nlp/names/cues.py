"""Words that stand beside the names of people."""

TITLES = frozenset(
    "mr mrs ms miss mx dr doctor prof professor sir dame lady lord rev reverend father imam rabbi canon councillor cllr "
    "master madam sister matron nurse midwife".split()
)
STAFF = frozenset(
    "nurse nurses sister matron doctor doctors dr consultant surgeon physio physiotherapist midwife midwives registrar "
    "paramedic receptionist therapist counsellor psychologist psychiatrist pharmacist dentist hygienist optician "
    "podiatrist chiropodist radiographer phlebotomist hca cna cpn carer porter volunteer gp ot slt cns practitioner "
    "manager worker staff assistant coordinator driver technician dietitian dietician osteopath audiologist "
    "anaesthetist oncologist cardiologist paediatrician obstetrician dermatologist specialist clinician trainer "
    "instructor tutor mentor coach officer prescriber cleaner cook caterer housekeeper keyworker secretary".split()
)
RELATIONS = frozenset(
    "daughter son wife husband mum mother dad father brother sister nan gran grandma granny grandad grandfather "
    "grandmother granddaughter grandson niece nephew aunt auntie uncle cousin partner friend neighbour boyfriend "
    "girlfriend baby twin twins girl boy lad child fiance fiancee stepson stepdaughter mam mate carer client "
    "resident patient".split()
)
CUES = frozenset("called named name's thanks thank thankyou especially particularly esp regards dear hi hello".split())
NOT_PEOPLE = frozenset(
    "parkinson parkinsons crohn crohns alzheimer alzheimers hodgkin hodgkins huntington huntingtons raynaud raynauds "
    "sjogren sjogrens asperger aspergers tourette tourettes bell bells addison addisons graves cushing cushings "
    "tudor macmillan marie curie elizabeth paget james norwich norfolk waveney suffolk yarmouth lowestoft ipswich".split()
)
