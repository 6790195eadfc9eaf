"""Clerk's components in what Reflex compiles."""

from app.clerk.components import PACKAGE, ClerkBridge


def test_compiled_code_names_clerks_package_so_that_vite_bundles_it_before_the_first_page():
    imports = ClerkBridge.create(publishable_key="pk_test_x", emulator_port=0)._get_all_imports()
    assert any(item.render and item.install for item in imports[PACKAGE])
