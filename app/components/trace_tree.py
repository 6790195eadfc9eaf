"""Why Fauna allowed or denied, as a tree: secret → access provider → roles → privileges, each with its reasons."""

import reflex as rx

from app.components.trace import Trace, TraceLine, TraceNode, TraceSection

WORDS = {"yes": "Yes: ", "no": "No: ", "fault": "Failed: "}


def trace_tree(trace: Trace) -> rx.Component:
    """The tree of a trace that is there; show something else where `trace.verdict` is empty."""
    return rx.el.div(
        rx.text(trace.verdict, size="2", weight="medium", class_name="trace-verdict"),
        rx.el.ol(rx.foreach(trace.sections, _section), class_name="trace-sections"),
        class_name="trace",
        role="group",
        aria_label="Decision trace",
    )


def _section(section: TraceSection) -> rx.Component:
    return rx.el.li(
        rx.heading(section.title, as_="h3", size="2", class_name="trace-stage"),
        rx.cond(
            section.nodes.length() > 0,
            rx.el.ul(rx.foreach(section.nodes, _node), class_name="trace-nodes"),
            rx.text(section.empty, size="2", color_scheme="gray"),
        ),
        custom_attrs={"data-stage": section.name},
    )


def _node(node: TraceNode) -> rx.Component:
    return rx.el.li(
        rx.cond(
            node.lines.length() > 0,
            rx.el.details(
                rx.el.summary(_line(node), rx.icon("chevron-right", size=14, class_name="step-chevron")),
                rx.el.ul(rx.foreach(node.lines, lambda line: rx.el.li(_line(line), class_name="trace-reason"))),
                open=node.mark != "yes",
            ),
            _line(node),
        ),
        class_name="trace-node",
        custom_attrs={"data-mark": node.mark},
    )


def _line(line: TraceNode | TraceLine) -> rx.Component:
    return rx.el.span(
        rx.match(
            line.mark,
            ("yes", rx.icon("check", size=13, stroke_width=3, class_name="trace-yes", aria_hidden="true")),
            ("no", rx.icon("x", size=13, stroke_width=3, class_name="trace-no", aria_hidden="true")),
            ("fault", rx.icon("triangle-alert", size=13, class_name="trace-fault", aria_hidden="true")),
            rx.icon("minus", size=13, class_name="trace-none", aria_hidden="true"),
        ),
        rx.el.span(
            rx.el.span(
                rx.match(line.mark, *WORDS.items(), ""),
                class_name="only-read-aloud",
            ),
            rx.el.span(line.title, class_name="trace-title"),
            rx.cond(line.note != "", rx.el.span(line.note, class_name="trace-note")),
            rx.cond(line.code != "", rx.el.code(line.code, class_name="trace-code")),
            class_name="trace-text",
        ),
        class_name="trace-line",
    )
