"""A script is served under a name made of its content, and so is every module that it imports."""

from newsroom.static_files import HashedFiles


def test_an_imported_module_is_named_by_its_content(tmp_path):
    (tmp_path / "page.js").write_text('import { said } from "./words.js";\nsaid();\n')
    (tmp_path / "words.js").write_text("export const said = () => {};\n")
    storage = HashedFiles(location=tmp_path, base_url="/static/")
    paths = {name: (storage, name) for name in ("page.js", "words.js")}
    made = {name: hashed for name, hashed, _ in storage.post_process(paths)}
    assert made["words.js"] != "words.js"
    assert f'from "./{made["words.js"]}"' in (tmp_path / made["page.js"]).read_text()
