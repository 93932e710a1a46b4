"""How loops are compiled and cached, and how a form's curve, written in its own file, is called from them.

numba's cache looks at the file of the compiled function alone: it does not see that a function called from another
file has changed. Here the names under which machine code is kept carry a digest of all files that it is made of: this
room for the solvers, the form's own file for its curve. A curve is called by its address, so a solver's machine code
holds nothing of any form.
"""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar

from llvmlite import ir
from numba import cfunc, njit, types
from numba.extending import intrinsic

F = TypeVar("F", bound=Callable)
_ROOM = Path(__file__).parent
_F = types.float64
# v, start, a, b, rows: see :func:`curve_address`.
_CURVE = (_F[::1], types.int64, _F, _F, _F[:, ::1])
# Steps of the differences that stand in for first and for second derivatives, on axes of length one or so.
_FIRST, _SECOND = 1e-5, 1e-4


def _digest(*files):
    return sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:16]


_OWN = _digest(*sorted(_ROOM.glob("*.py")))


def kernel(signature: str) -> Callable[[F], F]:
    """Decorate a loop that other rooms call: machine code for this signature, cached, run without Python's lock."""

    def compiled(function):
        function.__qualname__ += f"-{_OWN}"
        return njit(signature, cache=True, nogil=True, error_model="numpy")(function)

    return compiled


def inner(function: F) -> F:
    """Decorate a loop that only kernels call; it becomes a part of theirs."""
    options: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    return njit(error_model="numpy", **options)(function)


@intrinsic
def call_curve(typing: Any, address: Any, v: Any, start: Any, a: Any, b: Any, rows: Any) -> Any:
    """Call a curve by its address."""

    def lower(context, builder, signature, args):
        function = ir.FunctionType(ir.VoidType(), [of.type for of in args[1:]])
        builder.call(builder.inttoptr(args[0], function.as_pointer()), args[1:])
        return context.get_dummy_value()

    return types.void(types.int64, *_CURVE), lower


@cache
def curve_address(derivatives: FunctionType) -> int:
    """The address of a compiled curve and its derivatives.

    Parameters
    ----------
    derivatives : function
        ``derivatives(v, start, a, b, rows)``, plain Python that numba compiles and that calls nothing but numpy. It
        writes to ``rows`` (6, J or more), from ``start`` on, the curve at places v (J,) of the scaled axis and its
        derivatives by a, b, aa, ab and bb.

    Returns
    -------
    int
        To be passed to a kernel; valid as long as the process lives.
    """
    own = FunctionType(derivatives.__code__, derivatives.__globals__, derivatives.__name__)
    own.__module__ = derivatives.__module__
    own.__qualname__ = f"{derivatives.__qualname__}-{_digest(Path(derivatives.__code__.co_filename))}"
    return _kept(cfunc(types.void(*_CURVE), cache=True, error_model="numpy")(own))


@cache
def numerical_address(basis: Callable) -> int:
    """As :func:`curve_address`, of a curve that comes without derivatives: they are taken by central differences.

    Parameters
    ----------
    basis : function
        ``basis(v, a, b)`` for places v (J,) and numbers a and b, in numpy that numba compiles, anew in every process.
    """
    curve = njit(error_model="numpy")(basis)

    @cfunc(types.void(*_CURVE), error_model="numpy")
    def derivatives(v, start, a, b, rows):
        h, k = _FIRST, _SECOND
        n, some, middle = v.size, v[start:], curve(v[start:], a, b)
        up, down, more, less = (
            curve(some, a + k, b),
            curve(some, a - k, b),
            curve(some, a, b + k),
            curve(some, a, b - k),
        )
        cross = curve(some, a + k, b + k) - curve(some, a + k, b - k) - curve(some, a - k, b + k)
        rows[0, start:n] = middle
        rows[1, start:n] = (curve(some, a + h, b) - curve(some, a - h, b)) / (2 * h)
        rows[2, start:n] = (curve(some, a, b + h) - curve(some, a, b - h)) / (2 * h)
        rows[3, start:n] = (up - 2 * middle + down) / k**2
        rows[4, start:n] = (cross + curve(some, a - k, b - k)) / (4 * k**2)
        rows[5, start:n] = (more - 2 * middle + less) / k**2

    return _kept(derivatives)


_COMPILED: list = []


def _kept(compiled):
    """The address of machine code that must not be given up while kernels may call it."""
    _COMPILED.append(compiled)
    return compiled.address
