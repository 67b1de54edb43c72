from collections import Counter

from api.domain.terms import TERMS
from api.domain.text import slug
from api.domain.vocabulary import Dimension


def test_a_slug_names_one_term_of_its_dimension() -> None:
    counts = Counter((term.dimension, term.slug) for term in TERMS)

    assert [key for key, count in counts.items() if count > 1] == []


def test_a_label_names_one_term_of_its_dimension_in_each_language() -> None:
    counts = Counter(
        (term.dimension, language, label)
        for term in TERMS
        for language, label in term.labels.items()
    )

    assert [key for key, count in counts.items() if count > 1] == []


def test_every_slug_is_written_as_a_slug() -> None:
    assert [term.slug for term in TERMS if term.slug != slug(term.slug)] == []


def test_every_term_has_tidy_labels_in_four_languages() -> None:
    for term in TERMS:
        assert set(term.labels) == {"en", "de", "es", "fr"}
        assert all(label == " ".join(label.split()) != "" for label in term.labels.values())


def test_every_dimension_has_terms() -> None:
    assert {term.dimension for term in TERMS} == set(Dimension)


def test_the_topics_span_what_peer_support_is_given_for() -> None:
    topics = {term.slug for term in TERMS if term.dimension is Dimension.TOPIC}

    assert len(topics) >= 40
    assert topics >= {
        *("alcohol", "drugs", "gambling", "compulsive-eating", "codependency"),
        *("trauma", "sexual-violence", "domestic-abuse", "suicide-loss", "loss-of-a-child"),
        *("cancer", "diabetes", "chronic-pain", "hiv", "multiple-sclerosis"),
        *("depression", "bipolar", "eating-disorders", "hearing-voices", "ocd", "self-harm"),
        *("dementia-care", "disability", "neurodiversity", "perinatal", "lgbtq-identity"),
        *("veterans", "navigating-health-care", "legal-matters", "money-and-debt"),
        *("unemployment", "migration"),
    }
