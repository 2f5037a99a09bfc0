"""The generated parts of the manual say what the code says."""

from __future__ import annotations

import reference


def test_help_of_all_commands_is_as_printed() -> None:
    text = reference.command_reference()
    assert text.startswith("```text\nUsage: findspot [OPTIONS] COMMAND")
    assert text.count("```") == 2 * (1 + len(reference.list_commands()))
    assert "Usage: findspot reveal [OPTIONS]" in text
    assert max(map(len, text.splitlines())) <= reference.WIDTH


def test_hooks_have_signature_and_sentence() -> None:
    text = reference.hook_reference()
    assert "`findspot_formats() -> Sequence[Format]`\n: Return the file formats" in text


def test_protocols_have_what_they_declare_and_answer() -> None:
    assert reference.list_protocols() == ["Format", "Recogniser", "Check", "Matcher", "Exporter"]
    text = reference.protocol_reference()
    assert "`can_resync: bool`" in text
    assert "`detect(head: bytes, name: str) -> float`\n: " in text
    assert "self" not in text
