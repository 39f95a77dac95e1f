"""Shows that tools/check_arrows catches each kind of breach, and passes a project without one."""

import importlib.machinery
import importlib.util
import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
TOOL = str(pathlib.Path(__file__).resolve().parent / "check_arrows")
loader = importlib.machinery.SourceFileLoader("check_arrows", TOOL)
check_arrows = importlib.util.module_from_spec(importlib.util.spec_from_loader("check_arrows", loader))
loader.exec_module(check_arrows)

CLEAN = {
    "src/base/CMakeLists.txt": "resketch_room(base LIBRARIES fmt::fmt)",
    "src/base/files.h": "#include <string>\n",
    "src/data/CMakeLists.txt": "# readers\nresketch_room(data ROOMS base LIBRARIES ZLIB::ZLIB)",
    "src/data/csv.cc": '#include "base/files.h"\n#include "resketch/error.h"\nint n = snprintf(b, 1, "");\n',
    "src/kernels/CMakeLists.txt": "resketch_room(kernels ROOMS base)",
    "src/kernels/lstm.cc": "#include <cmath>\n",
    "src/vision/CMakeLists.txt": "resketch_room(vision ROOMS data base)",
    "src/vision/cnn.cc": "#include <torch/torch.h>\n",
    "include/resketch/error.h": "#include <string>\n",
    "apps/mpi/main.cc": "#include <mpi.h>\n",
    "apps/cli/main.cc": "#include <iostream>\nint main() { std::cout << 1; }\n",
}


class CheckArrows(unittest.TestCase):
    def breaches(self, changes):
        with tempfile.TemporaryDirectory() as folder:
            project = pathlib.Path(folder)
            for name, text in (CLEAN | changes).items():
                path = project / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return check_arrows.check(project)[0]

    def expect(self, changes, place, words):
        found = self.breaches(changes)
        self.assertEqual(len(found), 1, found)
        self.assertTrue(found[0].startswith(place + ": "), found[0])
        self.assertIn(words, found[0])

    def test_a_clean_project_passes(self):
        self.assertEqual(self.breaches({}), [])

    def test_a_room_includes_only_the_rooms_it_lists(self):
        self.expect({"src/data/csv.cc": '\n#include "kernels/lstm.h"\n'}, "src/data/csv.cc:2", "may include base")

    def test_a_low_room_lists_no_higher_one(self):
        lists_data = {"src/base/CMakeLists.txt": "resketch_room(base ROOMS data)"}
        self.expect(lists_data, "src/base/CMakeLists.txt:1", "base must not stand on data")

    def test_neighbours_do_not_list_each_other(self):
        lists_kernels = {"src/data/CMakeLists.txt": "resketch_room(data ROOMS base kernels)"}
        self.expect(lists_kernels, "src/data/CMakeLists.txt:1", "data must not stand on kernels")

    def test_a_new_room_needs_a_place(self):
        new_room = {"src/attic/CMakeLists.txt": "resketch_room(attic ROOMS base)"}
        self.expect(new_room, "src/attic/CMakeLists.txt:1", "has no place yet")

    def test_a_listed_room_exists(self):
        lists_nothing = {"src/data/CMakeLists.txt": "resketch_room(data ROOMS generator base)"}
        self.expect(lists_nothing, "src/data/CMakeLists.txt:1", "no such room")

    def test_every_folder_is_a_room(self):
        self.expect({"src/attic/junk.cc": "\n"}, "src/attic/junk.cc:1", "has no CMakeLists.txt")

    def test_public_headers_include_no_library(self):
        fmt = {"include/resketch/error.h": "#include <string>\n#include <fmt/core.h>\n"}
        self.expect(fmt, "include/resketch/error.h:2", "not the standard library's")

    def test_public_headers_include_no_private_header(self):
        private = {"include/resketch/error.h": '#include "base/files.h"\n'}
        self.expect(private, "include/resketch/error.h:1", "users do not have")

    def test_mpi_stays_in_its_program(self):
        self.expect({"src/data/csv.cc": "#include <mpi.h>\n"}, "src/data/csv.cc:1", "only apps/mpi")

    def test_torch_stays_in_vision(self):
        self.expect({"src/kernels/lstm.cc": "#include <torch/torch.h>\n"}, "src/kernels/lstm.cc:1", "only src/vision")

    def test_kernels_see_no_files(self):
        self.expect({"src/kernels/lstm.cc": '#include "base/files.h"\n'}, "src/kernels/lstm.cc:1", "never see files")

    def test_nothing_below_apps_prints(self):
        for statement in ('std::cout << 1;', 'printf("x");', 'std::fprintf(stderr, "x");', 'fmt::print("x");'):
            with self.subTest(statement):
                self.expect({"src/data/csv.cc": f"\n{statement}\n"}, "src/data/csv.cc:2", "nothing below apps prints")

    def test_comments_and_strings_are_not_code(self):
        text = '// std::cout\n/* printf(\n*/ auto s = "puts("; auto r = R"x(\nfmt::print)x"; // #include "kernels/a.h"\n'
        self.assertEqual(self.breaches({"src/data/csv.cc": text}), [])

    def test_line_numbers_count_lines_of_comments(self):
        self.expect({"src/data/csv.cc": "/*\n\n*/ std::cerr << 1;\n"}, "src/data/csv.cc:3", "std::cerr")

    def test_headers_do_not_go_in_circles(self):
        circle = {
            "include/resketch/error.h": '#include "resketch/model.h"\n',
            "include/resketch/model.h": '\n#include "resketch/error.h"\n',
        }
        self.expect(circle, "include/resketch/model.h:2", "resketch/error.h -> resketch/model.h -> resketch/error.h")


if __name__ == "__main__":
    unittest.main(verbosity=0)
