"""A process that casts and changes one ballot again and again, and says each acknowledged version.

Arguments: database address, moment, round, LEA, person, two options, how often, the fewest points.
"""

import sys
from datetime import datetime

from sqlmodel import Session

from rpp import clock, db
from rpp.policy import Viewer
from rpp.rounds.casting import cast_ballot

url, moment, *numbers = sys.argv[1:]
round_id, organization_id, person_id, first, second, times, lowest = map(int, numbers)
engine = db.create_engine(url).execution_options(write=True)
delegate = Viewer(id=person_id)
with clock.at(datetime.fromisoformat(moment)):
    for n in range(times):
        given = lowest + n % 4
        points = {first: given, second: 10 - given}
        with Session(engine) as session, session.begin():
            ballot = cast_ballot(session, delegate, round_id, organization_id, points)
            version = ballot.version
        print(version, flush=True)
