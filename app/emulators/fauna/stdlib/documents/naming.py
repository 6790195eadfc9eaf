"""Sources of documents by name: a cursor reads on in whatever bears the names when it comes back."""

from typing import TYPE_CHECKING

from app.emulators.fauna.fql.values import Arity
from app.emulators.fauna.stdlib.documents.access import documents_of
from app.emulators.fauna.stdlib.documents.entries import all_index
from app.emulators.fauna.stdlib.registry import arity_failure

if TYPE_CHECKING:
    from app.emulators.fauna.fql.runtime import Context


class Missing(Exception):
    """There is no such collection, or it has no such index; `index` is empty where the collection is missing."""

    def __init__(self, collection: str, index: str = "") -> None:
        super().__init__(collection, index)
        self.collection = collection
        self.index = index


def collection_name(context: "Context", number: int) -> str:
    """The name of a collection; empty when it is gone."""
    collection = documents_of(context).collections.get(number)
    return "" if collection is None else collection.name


def numbers(context: "Context", name: str, index_name: str, terms: int) -> tuple[int, int]:
    """The store's numbers of a collection and an index of it, of `all` without a name. Raises `Missing`.

    An index that takes another number of terms by now fails as a call of it would.
    """
    collections = documents_of(context).collections
    module = collections.named(name)
    collection = None if module is None else collections.get(module.id)
    if collection is None:
        raise Missing(name)
    if not index_name:
        return collection.id, all_index(collection.id)
    index = collection.indexes.get(index_name)
    if index is None:
        raise Missing(name, index_name)
    if terms != len(index.terms):
        raise arity_failure(context, Arity((len(index.terms), len(index.terms) + 1)), terms)
    return collection.id, collection.number(index.terms, index.values)
