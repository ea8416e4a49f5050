"""Matters that words may mean: asked before submitting, and told to staff afterwards."""

from support.service import Person

ASK = """query($text: String!, $location: LocationInput) {
  classifyText(text: $text, location: $location) { code name confidence hint matter { code } } }"""
PLACE = {"longitude": 113.74373, "latitude": 23.02486}
STAFF = "query($n: String!) { report(number: $n) { matterSource model candidates { code confidence } } }"


async def test_words_are_read_before_they_are_handed_in(citizen: Person) -> None:
    found = (await citizen.ask(ASK, text="楼下路灯坏了三天，晚上黑麻麻", location=PLACE))["classifyText"]
    assert 0 < len(found) <= 3
    best = found[0]
    assert (best["code"], best["matter"]["code"]) == ("C0118", "C0118")
    assert best["hint"]
    assert [each["confidence"] for each in found] == sorted(
        (each["confidence"] for each in found), reverse=True
    )


async def test_words_that_say_nothing_get_no_matter(citizen: Person) -> None:
    for text in ("", "🙏🙏"):
        assert (await citizen.ask(ASK, text=text))["classifyText"] == []


async def test_who_may_ask_and_how_much(citizen: Person, nobody: Person) -> None:
    (error,) = await nobody.errors(ASK, text="路灯不亮")
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    (error,) = await citizen.errors(ASK, text="水" * 2001)
    assert error["extensions"]["rule"] == "max_length"
    assert error["extensions"]["path"] == ["text"]


async def test_a_certain_guess_dispatches_and_staff_see_which_model_said_so(
    citizen: Person, dispatcher: Person
) -> None:
    report = await citizen.filed("candidate-key-1", text="路灯不亮了，请来修路灯", location=PLACE)
    assert (report["stage"], report["matter"]["code"]) == ("DISPATCHED", "C0118")
    told = (await dispatcher.ask(STAFF, n=report["number"]))["report"]
    assert told["matterSource"] == "CLASSIFIED"
    assert told["model"]
    assert told["candidates"][0]["code"] == "C0118"
    hidden = (await citizen.ask(STAFF, n=report["number"]))["report"]
    assert hidden == {"matterSource": None, "model": None, "candidates": None}
