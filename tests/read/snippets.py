"""Plain deterministic Python; each snippet is a claim that CPython judges."""

SNIPPETS = r"""
a, b = 1, 2; a, b = b, a

a, *b, c = range(6); (d, e), *f = [(1, 2), 3, 4]
a = b = [1]; a.append(2)

[a, b] = "xy"; (c,) = [3]

x = [0] * 3; x[1] = 5; x[-1] += 2; x[0:1] = [7, 8]; del x[1]

d = {}; d["a"] = 1; d["b"] = d["a"] + 1; del d["a"]

a = 5; a += 2; a *= 3; a -= 1; a //= 2; a **= 2; a %= 7; a <<= 3; a |= 1; a ^= 2; a &= 15; a >>= 1

a: int = 3; b: str

if (n := 10) > 5: m = n

a = 7 // 2, -7 // 2, 7 % 3, -7 % 3, 7 / 2, 2**10, 2**-1, 7.5 // 2, divmod(-7, 2)

a = 1 < 2 < 3, 1 < 3 < 2, 3 > 2 >= 2 != 1, 1 == 1.0, "a" < "b", [1, 2] < [1, 3], (1,) < (1, 2)

a = 1 and 2, 0 and 2, 1 or 2, 0 or "", not 1, not [], None or 3, "" and 1

a = 3 if True else 4, 3 if [] else 4

x = 1
a = 1 in [1, 2], 3 not in (1, 2), "a" in "cat", "k" in {"k": 1}, None is None, x is not None

a = ~5, -3, +4, -(-2), 5 & 3, 5 | 3, 5 ^ 3, 1 << 4, 256 >> 3

a = {1, 2} | {3}, {1, 2} & {2}, {1, 2} - {2}, {1} ^ {2}, {1: 2} | {3: 4}

a = [i * i for i in range(5) if i % 2], {i: str(i) for i in range(3)}, {i % 2 for i in range(5)}
a = [(i, j) for i in range(3) for j in range(i)]; b = [[j for j in range(i)] for i in range(3)]
a = sum(i for i in range(10)); b = list(i for i in "ab"); c = tuple(x for x in ())

a = [*range(3), *[7], 8]; b = {**{"a": 1}, "b": 2, **{"a": 3}}; c = (*"ab", 1); d = {*[1, 1, 2]}

t = 0
for i in range(5):
    if i == 1: continue
    if i == 4: break
    t += i
else:
    t = -1

for i in []: pass
else: z = 9

n = 0
while n < 10:
    n += 3
else:
    done = True

n = 0
while True:
    n += 1
    if n > 5: break

r = []
for i, (a, b) in enumerate(zip("xy", [1, 2]), 1): r.append((i, a, b))

r = []
for k, v in {"a": 1, "b": 2}.items(): r.append(k * v)

x = 5
if x < 3: y = 1
elif x < 6: y = 2
else: y = 3

def f(a, b=2, *args, c, d=4, **kw): return a, b, args, c, d, kw
r = f(1, c=3), f(1, 2, 3, 4, c=5, e=6), f(*[1, 2], **{"c": 3})

def f(a, /, b, *, c=1): return a + b + c
r = f(1, 2), f(1, b=2, c=3)
def f(n): return 1 if n < 2 else n * f(n - 1)
r = f(10)

def outer(n):
    def inner(m): return n + m
    return inner
r = outer(3)(4)

def counter():
    n = 0
    def step():
        nonlocal n
        n += 1
        return n
    return step
c = counter(); r = c(), c(), c()

g = 1
def f():
    global g
    g += 1
f(); f()
fs = [lambda x, i=i: x + i for i in range(3)]; r = [f(1) for f in fs]
fs = [lambda: i for i in range(3)]; r = [f() for f in fs]

r = (lambda *a, **k: (a, k))(1, 2, x=3)

def f(x=[]):
    x.append(1)
    return len(x)
r = f(), f(), f([])

def f(): pass
r = f()
def f():
    "doc"
    return f.__name__, f.__doc__
r = f()

def f():
    for i in range(3):
        for j in range(3):
            if j == 1: return i, j
r = f()

def fib(n):
    a, b = 0, 1
    for _ in range(n): a, b = b, a + b
    return a
r = [fib(i) for i in range(10)]

class A:
    k = 1
    def __init__(self, x): self.x = x
    def get(self): return self.x + self.k
a = A(2); r = a.get(), A.k, a.k, A.get(a); a.k = 5; s = a.get(), A.k

class A:
    def hi(self): return "A"
class B(A):
    def hi(self): return "B" + super().hi()
class C(A):
    def hi(self): return "C" + super(C, self).hi()
class D(B, C):
    def hi(self): return "D" + super().hi()
r = D().hi(), [c.__name__ for c in D.__mro__]

class A:
    def __init__(self, *a, **k): self.a, self.k = a, k
class B(A):
    def __init__(self, x, **kw):
        super(B, self).__init__(x, 2, **kw)
b = B(1, z=3); r = b.a, b.k

class A:
    @property
    def x(self): return self._x
    @x.setter
    def x(self, v): self._x = v * 2
    @staticmethod
    def s(v): return v + 1
    @classmethod
    def c(cls, v): return cls.__name__, v
a = A(); a.x = 4; r = a.x, A.s(1), a.s(2), A.c(3), a.c(4)
class A:
    def __call__(self, x): return x + 1
    def __len__(self): return 3
    def __getitem__(self, i): return i * 2
    def __contains__(self, i): return i == 5
    def __bool__(self): return False
a = A(); r = a(1), len(a), a[4], 5 in a, 6 in a, bool(a), a[1:2] == slice(2, 4) if False else 0

class A:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i
r = list(A()), [x for x in A()]

class A:
    def __init__(self): self.items = [1, 2]
    def __iter__(self): return iter(self.items)
r = list(A()), sum(A()), max(A())

class A:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n > 3: raise StopIteration
        return self.n
r = list(A()), [x for x in A()]
class V:
    def __init__(self, x): self.x = x
    def __add__(self, o): return V(self.x + (o.x if isinstance(o, V) else o))
    def __radd__(self, o): return V(self.x + o)
    def __eq__(self, o): return self.x == o.x
    def __lt__(self, o): return self.x < o.x
    def __neg__(self): return V(-self.x)
    def __repr__(self): return f"V({self.x})"
    def __iadd__(self, o): self.x += 100; return self
v = V(1); r = (v + V(2)).x, (v + 1).x, (1 + v).x, V(1) == V(1), V(1) != V(2), V(1) < V(2), V(2) > V(1), repr(-v), str([v])
w = V(1); w += 1; s = w.x, [q.x for q in sorted([V(3), V(1)])], sum([V(1), V(2)]).x

class A:
    def __getattr__(self, n): return n + "!"
a = A(); a.y = 1; r = a.x, a.y, hasattr(a, "zz"), getattr(a, "q")

class A:
    def __setattr__(self, n, v): object.__setattr__(self, n, v + 1)
a = A(); a.x = 1; r = a.x

class A:
    def __setattr__(self, n, v): self.__dict__[n] = v * 2
a = A(); a.x = 2; r = a.x, a.__dict__

class A: pass
a = A(); setattr(a, "x%d" % 1, 5); r = a.x1, getattr(a, "x1"), getattr(a, "q", 7), hasattr(a, "x1"), hasattr(a, "q"), a.__dict__; delattr(a, "x1"); s = hasattr(a, "x1")

class A: pass
a = A(); a.__dict__.update({"n": 1, "m": 2}); r = a.n + a.m, vars(a), a.__class__.__name__, type(a) is A, type(a).__name__

class Config(dict):
    def __getattr__(self, k): return self[k]
    def __setattr__(self, k, v): self[k] = v
c = Config(a=1); c.b = 2; r = c.a, c["b"], len(c), sorted(c), "a" in c, dict(c), c.get("z", 3), list(c.items())

class L(list):
    def total(self): return sum(self)
l = L([1, 2]); l.append(3); r = l.total(), len(l), l[0], l[1:], list(l), [x for x in l]
class A:
    n = 0
    def __new__(cls, *a):
        cls.n += 1
        return super().__new__(cls)
    def __init__(self, x): self.x = x
r = A(1).x, A(2).x, A.n
class A:
    registry = []
    def __init_subclass__(cls, **k): A.registry.append(cls.__name__)
class B(A): pass
class C(B): pass
r = A.registry
class A:
    x = 1
    y = [x, x + 1]
    def f(self): return self.y
    z = f
r = A().z(), A.y

class A:
    class B:
        v = 3
    def m(self): return self.B.v
r = A().m(), A.B().v

def deco(f):
    def w(*a): return f(*a) + 1
    return w
@deco
@deco
def f(x): return x
r = f(1)
def deco(n):
    def d(f): return lambda x: f(x) * n
    return d
@deco(3)
def f(x): return x
r = f(2)

import functools
def deco(f):
    @functools.wraps(f)
    def w(*a): return f(*a)
    return w
@deco
def g(x): return x
r = g.__name__, g(2)
@functools.lru_cache(maxsize=None)
def h(x): return x + 1
s = h(1)

from functools import partial, reduce
p = partial(int, base=2); r = p("101"), partial(max, 3)(2), reduce(lambda a, b: a * b, [1, 2, 3], 4), reduce(lambda a, b: a + b, "abc")

from dataclasses import dataclass, field, asdict
@dataclass
class P:
    x: int
    y: int = 2
    z: list = field(default_factory=list)
    def area(self): return self.x * self.y
p = P(3); q = P(3, y=4, z=[1]); r = p.area(), q.z, p == P(3), p == q, repr(q), asdict(q); p.z.append(1); s = P(1).z

from dataclasses import dataclass, replace
@dataclass(frozen=True)
class A:
    a: int = 1
@dataclass(frozen=True)
class B(A):
    b: int = 2
    def __post_init__(self): object.__setattr__(self, "c", self.a + self.b)
r = B(5).c, B(b=7).a, replace(B(1), a=9).a
try: B(1).a = 3
except AttributeError: s = "frozen"

from collections import namedtuple
P = namedtuple("P", "x y"); p = P(1, y=2); a, b = p; r = p.x, p[1], tuple(p), p == (1, 2), len(p), p._replace(x=5).x, p._asdict(), repr(p), P._fields

from typing import NamedTuple
class P(NamedTuple):
    x: int
    y: int = 3
    def s(self): return self.x + self.y
p = P(1); r = p.s(), p[1], [*p], repr(p)

from enum import Enum
class C(Enum):
    RED = 1
    BLUE = 2
r = C.RED.value, C.BLUE.name, C(1) is C.RED, C["BLUE"].value, [c.name for c in C], C.RED == C.RED, C.RED == C.BLUE, len(C), str(C.RED)

from collections import OrderedDict, defaultdict, Counter, deque
o = OrderedDict([("a", 1), ("b", 2)]); o.move_to_end("a"); r = list(o), o["a"]
d = defaultdict(list); d["x"].append(1); d["x"].append(2); s = dict(d), len(d)
c = Counter("abca"); t = c["a"], c["z"], c.most_common(1)
q = deque([1, 2], maxlen=2); q.append(3); q.appendleft(9); u = list(q), q.popleft()

import itertools
r = list(itertools.chain([1], (2, 3))), list(itertools.product("ab", [1, 2])), list(itertools.islice(itertools.count(3), 2)), list(itertools.combinations([1, 2, 3], 2)), list(itertools.accumulate([1, 2, 3])), list(itertools.repeat(1, 3)), list(itertools.zip_longest([1, 2], [3])), list(itertools.pairwise([1, 2, 3])), list(itertools.permutations([1, 2]))

import math
r = math.sqrt(16), math.ceil(2.1), math.floor(-2.1), math.log(1), math.pi, math.log2(8), math.prod([2, 3]), math.gcd(12, 18), math.inf > 1, math.factorial(5)

from math import *
r = sqrt(4), ceil(1.5), pi

import operator
r = operator.add(1, 2), operator.itemgetter(1)([5, 6]), operator.mul(3, 4), list(map(operator.neg, [1]))

import copy
a = [1, [2]]; b = copy.copy(a); c = copy.deepcopy(a); a[1].append(3); r = b, c

import copy
class A:
    def __init__(self): self.l = [1]
a = A(); b = copy.deepcopy(a); c = copy.copy(a); a.l.append(2); r = b.l, c.l

def g():
    yield 1
    x = yield 2
    yield from [3, 4]
r = list(g()), sum(g()), [i for i in g()], next(g())
def g(n):
    for i in range(n):
        if i == 3: return
        yield i, i * i
r = dict(g(9)), list(zip(g(2), "ab"))

def g():
    try:
        yield 1
    finally:
        pass
r = list(g())

it = iter([1, 2, 3]); r = next(it), next(it), list(it), next(it, "end")

g = (i * i for i in range(5)); r = next(g), next(g), sum(g), list(g)

r = any(x > 2 for x in [1, 2, 3]), all(x > 2 for x in [3, 4]), any([]), all([])
r = list(map(str, [1, 2])), list(filter(None, [0, 1, 2])), list(filter(lambda x: x > 1, [1, 2])), list(zip([1, 2], "ab", (3, 4))), list(reversed([1, 2])), list(reversed(range(3)))

r = sorted([3, 1, 2]), sorted("bca", reverse=True), sorted([(1, "b"), (0, "a")]), sorted([-3, 2], key=abs), sorted({"b": 1, "a": 2})

r = max(1, 2), max([1, 5, 3]), min("b", "a"), max([], default=0), max([1, -3], key=abs), min((2, 1), (1, 9)), sum([[1], [2]], []), abs(-3), round(2.567, 2), round(2.5), round(7)

r = int("12"), int(3.9), int("ff", 16), float("1.5"), str(12), bool([]), list("ab"), tuple([1]), set([1, 1]), dict(a=1), dict([("a", 1)]), complex(1, 2), bytes(2), int(), str(), list(), frozenset([1])

r = bin(5), hex(255), oct(8), chr(97), ord("a"), pow(2, 5), pow(2, 5, 7), divmod(7, 2), hash(1), callable(len), callable(3), repr("a"), ascii("a")

r = isinstance(1, int), isinstance("a", (int, str)), isinstance([], dict), isinstance(True, int), isinstance(None, type(None)), issubclass(bool, int), type(1) is int, type("a") == str, type([]).__name__, isinstance(int, type), isinstance(1, int | str)

r = "a b c".split(), "a,b".split(","), "-".join(["a", "b"]), " x ".strip(), "abc".upper(), "abc".replace("b", "x"), "abc".find("c"), "abc".startswith("ab"), "abc".endswith(("c", "d")), "abc"[::-1], "abc".index("b"), "aXb".lower(), "ab".center(6, "*"), "7".zfill(3), "a".ljust(3), "a=b".partition("="), "abab".count("ab"), "a1".isalnum(), "title case".title(), "x".rjust(3)

r = "%d %s %.2f %5d|%-5s|%05d %x %r %%" % (1, "a", 1.5, 3, "b", 42, 255, "q"), "%s" % 3, "%(a)s-%(b)d" % {"a": 1, "b": 2}, "%s" % [1, 2], "%s" % (1,)

r = "{} {}".format(1, 2), "{0} {1} {0}".format("a", "b"), "{x:>5}|{y:.2f}".format(x=1, y=2.0), "{:05d}".format(3), "{!r}".format("a"), "{0[1]} {d[k]}".format([1, 2], d={"k": 3}), "{{}}".format(), "{:{w}}".format("a", w=4), "{:{}}".format("a", 3)

n = "conv"; i = 3; r = f"{n}_{i}", f"{i:03d}", f"{i!r:>4}", f"{n.upper()}", f"{i + 1}{{}}", f"{'a' if i else 'b'}", f"{3.14159:.{i}f}", f"{i=}", f"{[1, 'a']}", f"{None} {True}", f"{1e10} {1_000}", f"{1000000:,}"

r = [1, 2, 3][0], [1, 2, 3][-1], [1, 2, 3][1:], [1, 2, 3][::-1], [1, 2, 3, 4][::2], (1, 2)[0], "abc"[1], range(10)[3], range(10)[2:5], {"a": 1}["a"]

l = [3, 1]; l.append(2); l.extend([5, 4]); l.insert(0, 9); p = l.pop(); q = l.pop(0); l.sort(); l.reverse(); l.remove(1); r = l, p, q, l.index(3), l.count(3), l.copy(); l.clear()
l = ["bb", "a"]; l.sort(key=len); m = l[:]; l += ["c"]; l *= 2; r = l, m, len(l)

d = {"a": 1}; d.update(b=2); d.update({"c": 3}); d.setdefault("d", 4); r = d.get("z"), d.get("a"), d.pop("a"), d.pop("q", 0), list(d.keys()), list(d.values()), list(d.items()), len(d), dict.fromkeys("ab", 0)

s = {1, 2}; s.add(3); s.discard(1); s.update([7]); r = s, len(s), s.issubset({2, 3, 7, 8}), s.union([9]), 2 in s

r = (1, 2) + (3,), [1] + [2], "a" * 3, [0] * 2, (1,) * 3, 3 * "b", b"a" + b"b", "a" "b"

x = 3

try: 1 / 0
except ZeroDivisionError as e: r = "z", str(e), type(e).__name__
else: r = 1
finally: f = 2

try: x = 1
except: r = 1
else: r = 2

try:
    try: {}["a"]
    finally: f = 1
except KeyError as e: r = str(e), e.args

try: [][0]
except (KeyError, IndexError) as e: r = e.args

try: int("x")
except Exception as e: r = type(e).__name__, str(e)

class MyError(ValueError):
    def __init__(self, m, code): super().__init__(m); self.code = code
try: raise MyError("bad", 3)
except ValueError as e: r = str(e), e.code, e.args, isinstance(e, MyError), repr(e)

try:
    try: raise KeyError("k")
    except KeyError: raise ValueError("v") from None
except ValueError as e: r = str(e)

try:
    try: raise KeyError("k")
    except KeyError as e: raise
except KeyError as e: r = repr(e)

def f():
    try: return 1
    finally: pass
def g():
    for i in range(3):
        try: continue
        finally: x = i
    return x
r = f(), g()

def f():
    try:
        raise RuntimeError("x")
    except RuntimeError:
        return "caught"
    finally:
        return "finally"
r = f()

try: assert 1 == 2, "no"
except AssertionError as e: r = str(e)

try: undefined_attribute = (3).foo
except AttributeError as e: r = str(e)

try: "a" + 1
except TypeError as e: r = type(e).__name__

x = None
def f(a): pass
def msg(g):
    try: g()
    except TypeError as e: return str(e)
r = msg(lambda: f()), msg(lambda: f(1, 2)), msg(lambda: f(b=1)), msg(lambda: f(1, a=2)), msg(lambda: x())

try: a, b = [1]
except ValueError as e: r = str(e)

try: a, b = 1, 2, 3
except ValueError as e: s = str(e)

class CM:
    def __init__(self): self.log = []
    def __enter__(self): self.log.append("in"); return self
    def __exit__(self, *a): self.log.append("out"); return True
with CM() as c: c.log.append("body")
with CM() as d: raise ValueError
r = c.log, d.log

from contextlib import contextmanager
@contextmanager
def cm(x): yield x + 1
with cm(1) as y: r = y

def http(status):
    match status:
        case 200: return "ok"
        case 301 | 302: return "moved"
        case [a, b]: return a + b
        case [a, *rest]: return rest
        case {"k": v, **rest}: return v, rest
        case str() as s if len(s) > 2: return "long " + s
        case str(s): return s
        case None: return "none"
        case _: return "other"
r = [http(x) for x in (200, 302, [1, 2], [1, 2, 3], {"k": 1, "z": 2}, "abc", "a", None, 5.5)]
class P:
    __match_args__ = ("x", "y")
    def __init__(self, x, y): self.x, self.y = x, y
match P(1, 2):
    case P(0, y): r = y
    case P(1, y=z): r = z
x = [1, 2]; x[0], x[1] = x[1], x[0]; d = {"a": [0]}; d["a"][0] += 5; r = x, d

class A: pass
a = A(); a.b = A(); a.b.c = 1; a.b.c += 2; r = a.b.c

r = [x for x in range(10) if x % 2 if x > 3]; s = [y for x in [[1], [2]] for y in x]

def f(*args): return args
r = f(*range(3), 4, *"ab"); s = [*map(lambda x: x + 1, [1, 2])]; t = list(zip(*[(1, 2), (3, 4)]))

dim, *rest = (1, 2, 3); a, (b, *c), d = 1, (2, 3, 4), 5

x = 1_000; y = 0x1F; z = 0b11; w = 1e-3; c = 2j; o = 0o17; b = b"ab"; e = ...; n = None

r = 5 .bit_length(), (1.5).is_integer(), 1.0.real, (3).numerator

def f(x, y): return x - y
kw = {"y": 1, "x": 5}; r = f(**kw)

def make(n, acc=None):
    acc = [] if acc is None else acc
    if n: acc.append(n); make(n - 1, acc)
    return acc
r = make(4)

cfg = {"A": [64, "M", 128, "M"]}
layers = []
c = 3
for v in cfg["A"]:
    if v == "M": layers += [("pool",)]
    else: layers.append(("conv", c, v)); c = v

filters = [int(x * 1.5) for x in (32, 64)]; h = 224
while h > 7: h //= 2

def _make_divisible(v, divisor=8, min_value=None):
    if min_value is None: min_value = divisor
    new_v = max(min_value, int(v + divisor / 2) // divisor * divisor)
    if new_v < 0.9 * v: new_v += divisor
    return new_v
r = [_make_divisible(x * 1.4) for x in (16, 24, 32, 96)]

import types
ns = types.SimpleNamespace(a=1, b=2); ns.c = 3; r = ns.a + ns.c, ns.__dict__

import argparse
p = argparse.ArgumentParser(description="x")
p.add_argument("--x", default=3, type=int); p.add_argument("-n", "--num-layers", default="4", type=int); p.add_argument("--flag", action="store_true"); p.add_argument("--none"); p.add_argument("--off", action="store_false")
args = p.parse_args([]); r = args.x, args.num_layers, args.flag, args.none, args.off, vars(args)["x"]

if __name__ == "__main__": r = 1

def main(): return 5
if __name__ == "__main__": r = main()

a = 10
def f():
    a = 5
    class B:
        b = a
        def m(self): return a
    return B.b, B().m()
r = f()

x = "global"
class K:
    x = "class"
    def m(self): return x
    y = [x for _ in range(1)]
r = K().m()

r = []
for i in range(3):
    def f(i=i): return i
    r.append(f)
r = [f() for f in r]
def f(n):
    if n == 0: return []
    return f(n - 1) + [n]
r = f(20)

s = ""
for ch in "hello": s = ch + s

d = {}
for w in "a b a".split(): d[w] = d.get(w, 0) + 1

m = [[1, 2], [3, 4]]; t = [list(r) for r in zip(*m)]; f = [x for r in m for x in r]

a = (1, 2, 3); b = a[1:] + (4,); n = len(b); r = b.index(3), b.count(4), 3 in b

r = str([1, "a", None, (1,), {"k": {1}}, 1.5, True]), repr({"a": [1, (2, 3)]}), str(set()), str(()), repr(frozenset())

r = isinstance({}, dict), dict(zip("ab", [1, 2])), list(enumerate("ab")), list(range(5, 0, -2)), list(dict(a=1)), tuple({"x": 1}.items())

r = {True: "a", 1: "b"}, {1.0: 2}[1], [1] == [1.0], (1, 2) == [1, 2], {"a": [1]} == {"a": [1]}, [1, [2]] == [1, [2]], "1" == 1, None == 0, {1} == frozenset({1})

def f(x):
    def g():
        nonlocal x
        x = x * 2
        return x
    g()
    return x
r = f(4)

global_list = []
def add(x): global_list.append(x); return x
r = add(1) and add(0) and add(2) or add(3)

a = b = c = 0
a, b = b, a; c += 1; a = a if b else c

def f(a, b, c=3, *d, e, f=6, **g): return locals()
r = f(1, 2, e=5)

r = sum(map(len, ["a", "bb"])), max(map(int, "123")), ",".join(str(i) for i in range(3)), list(map(lambda a, b: a + b, [1, 2], [3, 4]))

i = 0; r = []
while i < 5:
    i += 1
    if i % 2: continue
    r.append(i)

def f():
    yield
r = list(f())

lst = [1, 2, 3]; a = lst; a += [4]; b = lst; b = b + [5]; r = lst, b

t = (1, 2); t += (3,); s = "a"; s += "b"; st = {1}; st |= {2}; d = {1: 2}; d |= {3: 4}

r = -2 ** 2, (-2) ** 2, 2 ** 3 ** 2, 7 - 3 - 2, 100 / 10 / 2, not 1 == 2, 1 if 0 else 2 if 0 else 3

x = 5; r = 0 < x < 10 and x != 3, x if x > 3 else -x, (x > 3) + (x > 4)

r = "abc" > "abd", [1, 2] == [1, 2], {"a": 1} != {"a": 2}, (1, "a") <= (1, "b"), 3 == 3 == 3

def compose(*fs):
    def run(x):
        for f in fs: x = f(x)
        return x
    return run
r = compose(lambda x: x + 1, lambda x: x * 2)(3)

class Meta(type): pass
class A(metaclass=Meta): x = 1
r = A.x

class A:
    __slots__ = ("x",)
    def __init__(self): self.x = 1
r = A().x

from abc import ABC, abstractmethod
class A(ABC):
    @abstractmethod
    def f(self): ...
class B(A):
    def f(self): return 1
r = B().f()

class A:
    def __str__(self): return "S"
    def __repr__(self): return "R"
    def __format__(self, s): return "F" + s
a = A(); r = str(a), repr(a), f"{a}", f"{a!r}", f"{a:x}", "%s %r" % (a, a), "{}".format(a), [a].__repr__() if 0 else str([a]), f"{a!s:>3}"

class A:
    def __enter__(self): return 1
    def __exit__(self, t, v, tb): return False
try:
    with A() as a, A() as b: raise KeyError("q")
except KeyError: r = a + b

class Stack:
    def __init__(self): self._l = []
    def push(self, x): self._l.append(x); return self
    def __len__(self): return len(self._l)
s = Stack().push(1).push(2); r = len(s), bool(s), bool(Stack()), s._l

class A:
    count = 0
    def __init__(self): type(self).count += 1; self.__class__.count += 1
A(); A(); r = A.count

class A:
    def f(self): return "f"
r = getattr(A(), "f")(), A.f(A()), (lambda m: m())(A().f), A.__name__, A().__class__.__name__, A.f.__name__

class Base:
    def template(self): return self.hook() + 1
    def hook(self): raise NotImplementedError
class Impl(Base):
    def hook(self): return 41
r = Impl().template()
try: Base().template()
except NotImplementedError: s = 1

class A:
    def __delitem__(self, k): self.d = k
    def __setitem__(self, k, v): self.s = (k, v)
a = A(); a[1] = 2; del a[3]; r = a.s, a.d

class A(object):
    def __init__(self, **kwargs):
        for k, v in kwargs.items(): setattr(self, k, v)
a = A(x=1, y=2); r = a.x, a.y, sorted(a.__dict__.items())

class T(tuple):
    def first(self): return self[0]
t = T([5, 6]); r = t.first(), len(t), list(t), t + (1,), 5 in t

class S(str):
    def shout(self): return self.upper() + "!"
r = S("a").shout(), S("b") + "c", len(S("abc"))

class N(int):
    pass
r = N(3) + 1, N(4) * N(2)

from collections import *
r = dict(Counter([1, 1, 2])), list(OrderedDict(a=1))

import sys, os, time, random
random.seed(1); sys.setrecursionlimit(5000); r = 1

r = [(lambda x: x + y)(1) for y in range(3)]

a = [1, 2, 3, 4, 5]; r = a[1:-1], a[-2:], a[:2], a[10:], a[::-2]; a[::2] = [9, 9, 9]; del a[0:2]

r = [] or {} or () or "end", 0.0 or None, 1 and [] and 2

def f(**kw): return sorted(kw)
r = f(**{"a": 1}, b=2, **{"c": 3})

a = {"x": {"y": {"z": 1}}}; a["x"]["y"]["z"] += 1; a["x"]["w"] = []; a["x"]["w"].append(a["x"]["y"]["z"]); r = a

print("hello", 3); r = print("x")

x = [1, 2, 3]
for i, v in enumerate(x): x[i] = v * 2

m = {}
for i in range(3): m.setdefault(i % 2, []).append(i)

t = True; f = False; r = t & f, t | f, t ^ t, t + t, int(t), str(f), [t, f].count(True)

r = round(1234.5678, -2), round(0.5), round(1.5), int(-3.7), 10 ** -2, 1e3 == 1000, 0.1 + 0.2

async def f(): return 1

r = 1

x = 1; del x; x = 2

import math as m; from math import floor as fl, ceil as ce; r = m.sqrt(9), fl(1.5), ce(1.5)

r = "a\tb".expandtabs(4), "Ab".swapcase(), "a-b_c".replace("-", "").replace("_", ""), "x" in "xyz", "line1\nline2".splitlines(), "%.3e" % 12345.678, "abc".encode(), b"abc".decode(), "a,b,,c".split(","), "a b".rsplit(" ", 1), " a".lstrip(), "a ".rstrip(), "ab".removeprefix("a")

f = lambda n: n if n < 2 else f(n - 1) + f(n - 2); r = f(12)

def outer():
    x = 1
    def mid():
        def inner(): return x
        return inner
    x = 2
    return mid()()
r = outer()

from functools import total_ordering
@total_ordering
class A:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == o.v
    def __lt__(self, o): return self.v < o.v
r = A(1) <= A(1), A(2) > A(1), A(1) >= A(2)

class D:
    def __get__(self, obj, cls=None): return 7
r = 1

def f(a, b=None, *, c): return (a, b, c)
g = f; r = g(1, c=2); s = (lambda **k: f(**k))(a=1, c=3)

table = {"relu": lambda x: max(0, x), "id": lambda x: x}; r = table["relu"](-3), table["id"](4), [table[k](2) for k in table]

def f(block, n): return [block(i) for i in range(n)]
class B:
    expansion = 4
    def __init__(self, i): self.i = i
r = [b.i * b.expansion for b in f(B, 3)], B.expansion

def g():
    yield 1
    yield 2
it = g(); r = next(it), next(it), next(it, None), list(it)

def gen():
    received = []
    for i in range(2): received.append((yield i))
r = [x for x in gen()]

import numbers
r = 1

class C:
    def __mul__(self, o): return "mul"
    def __matmul__(self, o): return "mat"
    def __truediv__(self, o): return "div"
    def __floordiv__(self, o): return "fdiv"
    def __mod__(self, o): return "mod"
    def __pow__(self, o): return "pow"
    def __and__(self, o): return "and"
    def __rsub__(self, o): return "rsub"
    def __abs__(self): return "abs"
    def __invert__(self): return "inv"
c = C(); r = c * 1, c @ 1, c / 1, c // 1, c % 1, c ** 1, c & 1, 1 - c, abs(c), ~c

class A:
    def __init__(self): self.x = 1
    def __eq__(self, o): return isinstance(o, A) and self.x == o.x
    def __hash__(self): return 1
r = A() == A(), A() != A(), A() in [A()], [A()] == [A()], [A()].index(A()), A() == 3
""".strip().split("\n\n")
