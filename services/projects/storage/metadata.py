"""The one MetaData of this service's database; each file of this folder adds its tables to it."""

from chassis.tables import service_metadata

metadata = service_metadata()
