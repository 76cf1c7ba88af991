"""How PyInstaller takes PyTorch in: what the program imports of it, not each of its modules.

The hook that comes with PyInstaller's collection names all 3,000 modules, the tests among them.
"""

from PyInstaller.utils.hooks import PY_DYLIB_PATTERNS, collect_data_files, collect_dynamic_libs

from freezing import modules_below

# Some functions are compiled from their source, which has to lie beside.
module_collection_mode = "pyz+py"
# What runs in place of Python's own functions is imported by names made at run time.
hiddenimports = ["torch._dynamo", *modules_below("torch", "_dynamo/polyfills")]
binaries = collect_dynamic_libs("torch", search_patterns=[*PY_DYLIB_PATTERNS, "*.so.*"])
# Without this program PyTorch does not start, although nothing here calls it.
datas = collect_data_files("torch", includes=["bin/torch_shm_manager"])
# PyTorch looks for its libraries where the one that runs lies: there must not be two places.
bindepend_symlink_suppression = ["**/torch/lib/*.so*"]
