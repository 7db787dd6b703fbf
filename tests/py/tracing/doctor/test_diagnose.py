"""What `stepgrad.diagnose` is: a list of findings, empty where all is well."""

import stepgrad
from stepgrad.tracing.doctor.finding import Finding


def test_of_a_healthy_program_nothing_is_said():
    trace = stepgrad.trace(
        "from stepgrad import Value\nx = Value(2.0)\ny = x * x\ny.backward()\nprint(x.grad)"
    )
    assert stepgrad.diagnose(trace) == []


def test_a_finding_is_a_record_with_nothing_in_it_but_what_was_given():
    finding = Finding("nan", "At line 2, 0 ÷ 0 gave NaN.", line=2)
    assert (finding.kind, finding.steps, finding.nodes, finding.edges, finding.line) == ("nan", (), (), (), 2)
    assert finding == Finding("nan", "At line 2, 0 ÷ 0 gave NaN.", (), (), (), 2)
