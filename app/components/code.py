"""Text that developers copy: code blocks, single values and the button that copies them."""

import reflex as rx


def copy_button(value: str | rx.Var[str], label: str | rx.Var[str]) -> rx.Component:
    """A button that puts `value` on the clipboard and says so; `label` names the value for screen readers."""
    return rx.icon_button(
        rx.icon("copy", size=14, aria_hidden="true"),
        type="button",
        variant="ghost",
        color_scheme="gray",
        size="1",
        aria_label=f"Copy {label}",
        title=f"Copy {label}",
        class_name="copy",
        on_click=[rx.set_clipboard(value), rx.toast.success("Copied", duration=1500)],
    )


def code_block(code: str | rx.Var[str], label: str | rx.Var[str]) -> rx.Component:
    """Preformatted text that scrolls in itself, with a copy button."""
    return rx.box(
        rx.el.pre(rx.el.code(code), tab_index=0, aria_label=label, role="region"),
        copy_button(code, label),
        class_name="code-block",
    )


def value_line(name: str | rx.Var[str], value: str | rx.Var[str]) -> rx.Component:
    """A named value to paste elsewhere."""
    return rx.box(
        rx.text(name, size="2", class_name="value-name"),
        rx.box(
            rx.code(value, size="1", variant="soft", color_scheme="gray", class_name="value-text"),
            copy_button(value, name),
            class_name="value-copy",
        ),
        class_name="value-line",
    )
