"""The addresses of the house itself: who is away, and the pages on which administrators build the enterprise."""

from django.urls import path

from luoshi.web.privacy.urls import addresses as privacy
from luoshi.web.views import administration as house
from luoshi.web.views import administration_accounts as accounts
from luoshi.web.views import administration_holdings as holdings
from luoshi.web.views import administration_lists as lists
from luoshi.web.views import administration_parameters as parameters
from luoshi.web.views import administration_parties as parties
from luoshi.web.views import administration_people as people
from luoshi.web.views import administration_places as places
from luoshi.web.views import administration_trees as trees
from luoshi.web.views import administration_units as units
from luoshi.web.views import audit, away, documents

addresses = [
    path("w/away", away.away, name="away"),
    path("w/documents/", documents.templates, name="documents"),
    path("w/documents/<int:pk>", documents.kept, name="document-kept"),
    path("w/documents/usual/<str:name>", documents.usual, name="document-usual"),
    path("w/admin/", house.administration, name="admin"),
    path("w/admin/slips", house.slips, name="slips"),
    path("w/admin/accounts", accounts.locked, name="admin-accounts"),
    path("w/audit/", audit.ledger, name="audit"),
    path("w/admin/units", units.units, name="admin-units"),
    path("w/admin/units/<str:code>", units.unit, name="admin-unit"),
    path("w/admin/people", people.people, name="admin-people"),
    path("w/admin/people/<str:staff_no>", people.person, name="admin-person"),
    path("w/admin/holdings", holdings.holdings, name="admin-holdings"),
    path("w/admin/places", places.places, name="admin-places"),
    path("w/admin/places/<str:code>", places.place, name="admin-place"),
    path("w/admin/equipment", places.machines, name="admin-equipment"),
    path("w/admin/equipment/<str:code>", places.machine, name="admin-machine"),
    path("w/admin/<str:kind>/<str:code>/poster", house.poster, name="poster"),
    path("w/admin/parties", parties.parties, name="admin-parties"),
    path("w/admin/parties/<str:code>", parties.party, name="admin-party"),
    path("w/admin/skills", parties.skills, name="admin-skills"),
    path("w/admin/skills/<str:name>", parties.skill, name="admin-skill"),
    path("w/admin/lists", lists.every, name="admin-lists"),
    path("w/admin/lists/<str:name>", lists.one, name="admin-list"),
    path("w/admin/parameters", parameters.parameters, name="admin-parameters"),
    path("w/admin/parameters/<str:name>", parameters.parameter, name="admin-parameter"),
    path("w/admin/trees/<str:name>", trees.trees, name="admin-trees"),
    *privacy,
]
