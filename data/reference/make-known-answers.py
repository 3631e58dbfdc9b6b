"""Makes known-answers.json and nist-strd.json anew: python3 make-known-answers.py

Needs numpy, scipy, statsmodels and mpmath (the versions are written into the file). NIST's data and certified values are those of
its Statistical Reference Datasets, univariate summary statistics (in the public domain); PiDigits is not among them.
The rest is computed here.
"""
import json, math, os
import numpy as np, scipy, statsmodels, mpmath
import scipy.stats as st
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint
from statsmodels.tsa.stattools import acf

here = os.path.dirname(os.path.abspath(__file__))
SCIPY, NUMPY, SM = f"scipy {scipy.__version__}", f"numpy {np.__version__}", f"statsmodels {statsmodels.__version__}"
groups = []


def group(source, call, cases):
    """A case: arguments, then expected numbers by the path of the answer ("" is the answer itself)."""
    kept = [{"arguments": a, "expected": {k: v if isinstance(v, (str, list)) else float(v) for k, v in e.items()}, **(x[0] if x else {})} for a, e, *x in cases]
    groups.append({"source": source, "call": call, "cases": kept})


# --- NIST StRD, univariate -------------------------------------------------------------------------------------------------
lew = [-213,-564,-35,-15,141,115,-420,-360,203,-338,-431,194,-220,-513,154,-125,-559,92,-21,-579,-52,99,-543,-175,162,-457,-346,204,-300,-474,164,-107,-572,-8,83,-541,-224,180,-420,-374,201,-236,-531,83,27,-564,-112,131,-507,-254,199,-311,-495,143,-46,-579,-90,136,-472,-338,202,-287,-477,169,-124,-568,17,48,-568,-135,162,-430,-422,172,-74,-577,-13,92,-534,-243,194,-355,-465,156,-81,-578,-64,139,-449,-384,193,-198,-538,110,-44,-577,-6,66,-552,-164,161,-460,-344,205,-281,-504,134,-28,-576,-118,156,-437,-381,200,-220,-540,83,11,-568,-160,172,-414,-408,188,-125,-572,-32,139,-492,-321,205,-262,-504,142,-83,-574,0,48,-571,-106,137,-501,-266,190,-391,-406,194,-186,-553,83,-13,-577,-49,103,-515,-280,201,300,-506,131,-45,-578,-80,138,-462,-361,201,-211,-554,32,74,-533,-235,187,-372,-442,182,-147,-566,25,68,-535,-244,194,-351,-463,174,-125,-570,15,72,-550,-190,172,-424,-385,198,-218,-536,96]
lottery = [162,671,933,414,788,730,817,33,536,875,670,236,473,167,877,980,316,950,456,92,517,557,956,954,104,178,794,278,147,773,437,435,502,610,582,780,689,562,964,791,28,97,848,281,858,538,660,972,671,613,867,448,738,966,139,636,847,659,754,243,122,455,195,968,793,59,730,361,574,522,97,762,431,158,429,414,22,629,788,999,187,215,810,782,47,34,108,986,25,644,829,630,315,567,919,331,207,412,242,607,668,944,749,168,864,442,533,805,372,63,458,777,416,340,436,140,919,350,510,572,905,900,85,389,473,758,444,169,625,692,140,897,672,288,312,860,724,226,884,508,976,741,476,417,831,15,318,432,241,114,799,955,833,358,935,146,630,830,440,642,356,373,271,715,367,393,190,669,8,861,108,795,269,590,326,866,64,523,862,840,219,382,998,4,628,305,747,247,34,747,729,645,856,974,24,568,24,694,608,480,410,729,947,293,53,930,223,203,677,227,62,455,387,318,562,242,428,968]
mavro = [2.00180,2.00170,2.00180,2.00190,2.00180,2.00170,2.00150,2.00140,2.00150,2.00150,2.00170,2.00180,2.00180,2.00190,2.00190,2.00210,2.00200,2.00160,2.00140,2.00130,2.00130,2.00150,2.00150,2.00160,2.00150,2.00140,2.00130,2.00140,2.00150,2.00140,2.00150,2.00160,2.00150,2.00160,2.00190,2.00200,2.00200,2.00210,2.00220,2.00230,2.00240,2.00250,2.00270,2.00260,2.00260,2.00260,2.00270,2.00260,2.00250,2.00240]
michelso = [850,740,900,1070,930,850,950,980,980,880,1000,980,930,650,760,810,1000,1000,960,960,960,940,960,940,880,800,850,880,900,840,830,790,810,880,880,830,800,790,760,800,880,880,880,860,720,720,620,860,970,950,880,910,850,870,840,840,850,840,840,840,890,810,810,820,800,770,760,740,750,760,910,920,890,860,880,720,840,850,850,780,890,840,780,810,760,810,790,810,820,850,870,870,810,740,810,940,950,800,810,870]
alternating = lambda base: [round(base + 0.2, 1)] + [round(base + d, 1) for _ in range(500) for d in (0.1, 0.3)]
nist = {
    "Lottery": [lottery, 518.958715596330, 291.699727470969, -0.120948622967393],
    "Lew": [lew, -177.435000000000, 277.332168044316, -0.307304800605679],
    "Mavro": [mavro, 2.00185600000000, 0.000429123454003053, 0.937989183438248],
    "Michelso": [[299 + d / 1000 for d in michelso], 299.852400000000, 0.0790105478190518, 0.535199668621283],
    "NumAcc1": [[10000001, 10000003, 10000002], 10000002, 1, -0.5],
    "NumAcc2": [alternating(1), 1.2, 0.1, -0.999],
    "NumAcc3": [alternating(1000000), 1000000.2, 0.1, -0.999],
    "NumAcc4": [alternating(10000000), 10000000.2, 0.1, -0.999],
}
# Doubles hold 10000000.1 to 2e-9 only, so that of its spread of 0.1 eight digits are left; of NumAcc3 nine, of Mavro ten.
limits = {"NumAcc3": 1e-8, "NumAcc4": 1e-7}
NIST = "NIST StRD, univariate summary statistics, certified values"
for name, (values, mean, deviation, correlation) in nist.items():
    loose = {"tolerance": limits[name]} if name in limits else {}
    group(f"{NIST}: {name}", "meanInterval", [([{"nist": name}], {"mean": mean}), ([{"nist": name}], {"standardDeviation": deviation}, loose)])
    group(f"{NIST}: {name}", "autocorrelation", [([{"nist": name}], {"": correlation}, loose)])

# --- Quantiles ---------------------------------------------------------------------------------------------------------------
methods = ["inverted_cdf", "averaged_inverted_cdf", "closest_observation", "interpolated_inverted_cdf", "hazen", "weibull", "linear", "median_unbiased", "normal_unbiased"]
latencies = [812.5, 433.1, 1290.4, 655.0, 702.9, 588.8, 2411.7, 490.2, 977.3, 530.6, 861.1]
group(f"{NUMPY}: np.quantile(x, p, method=…), the nine of Hyndman and Fan in their order", "quantile",
      [([latencies, p, {"type": t + 1}], {"": np.quantile(latencies, p, method=m)}) for p in (0.1, 1 / 3, 0.9) for t, m in enumerate(methods)])

# --- Rates -------------------------------------------------------------------------------------------------------------------
rates = []
for k, n, c in [(0, 1, .95), (1, 1, .95), (0, 20, .95), (8, 10, .95), (29, 30, .9), (1, 1000, .99), (500, 1000, .8), (999999, 1000000, .95)]:
    low, high = proportion_confint(k, n, alpha=1 - c, method="wilson")
    rates.append(([k, n, {"confidence": c}], {"low": low if k else 0.0, "high": high if k < n else 1.0}))
group(f"{SM}: proportion_confint(k, n, alpha, method='wilson')", "wilsonInterval", rates)
group(f"{SCIPY}: binomtest(b, b + c).pvalue", "mcNemarExact",
      [([b, c], {"p": st.binomtest(b, b + c).pvalue}) for b, c in [(0, 1), (0, 5), (5, 5), (3, 12), (40, 60), (0, 100), (500, 600), (1000, 1250), (5000, 5300)]])

# --- Tests of differences ------------------------------------------------------------------------------------------------------
sleep = ([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0], [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
wild = ([1e-3, 5.0, 8e4, 2.5, 7.0, 1e6], [2e-3, 4.0, 9e4, 2.0, 9.0, 3e6])
many = ([100 + (37 * i) % 101 for i in range(60)], [101 + (53 * i) % 89 for i in range(60)])
tests = []
for a, b in (sleep, wild, many):
    for alternative in ("two-sided", "greater", "less"):
        r = st.ttest_rel(a, b, alternative=alternative)
        both = r.confidence_interval(0.95)
        ends = {"interval.low": both.low, "interval.high": both.high} if alternative == "two-sided" else {}
        tests.append(([list(a), list(b), {"alternative": alternative}], {"t": r.statistic, "p": r.pvalue, **ends}))
group(f"{SCIPY}: ttest_rel; the first is Student's sleep data (1908)", "pairedTTest", tests)
signed = []
for d in ([1.83 - 0.878, 0.5 - 0.647, 1.62 - 0.598, 2.48 - 2.05, 1.68 - 1.06, 1.88 - 1.29, 1.55 - 1.06, 3.06 - 3.14, 1.3 - 1.29],
          [x - y + 0.013 * x for x, y in zip(*many)], [0.3, -0.1, 0.2, 0.5, 0.7, 0.9]):
    for alternative in ("two-sided", "greater", "less"):
        ties = len({abs(x) for x in d}) < len(d)
        r = st.wilcoxon(d, alternative=alternative, method="exact" if len(d) < 50 and not ties else "approx", correction=True)
        signed.append(([d, {"alternative": alternative}], {"p": r.pvalue}))
group(f"{SCIPY}: wilcoxon, exact below 50, else with correction; the first is Hollander and Wolfe's table 3.1", "wilcoxonSignedRank", signed)
ranks = []
for a, b in (([0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46], [1.15, 0.88, 0.90, 0.74, 1.21]), (latencies, [x * 1.21 for x in latencies[:7]]), many):
    for alternative in ("two-sided", "greater", "less"):
        ties = len(set(a) | set(b)) < len(a) + len(b)
        r = st.mannwhitneyu(a, b, alternative=alternative, method="asymptotic" if ties or len(a) >= 50 else "exact")
        ranks.append(([list(a), list(b), {"alternative": alternative}], {"statistic": r.statistic, "p": r.pvalue}))
group(f"{SCIPY}: mannwhitneyu; the first is Hollander and Wolfe's table 4.1", "mannWhitney", ranks)
maize = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
flips = lambda d, alternative: st.permutation_test((d,), np.mean, permutation_type="samples", vectorized=True, n_resamples=np.inf, alternative=alternative).pvalue
group(f"{SCIPY}: permutation_test(permutation_type='samples'), all patterns; the first is Darwin's maize (Fisher 1935, section 21)", "signFlipTest",
      [([d, {"alternative": a}], {"p": flips(np.array(d, dtype=float), a)}) for d in (maize, [1, 2, 3, 4], [0.5, -2.25, 3, 1.75, 8, -0.125, 4]) for a in ("two-sided", "greater", "less")])
group(f"{SM}: multipletests(p, method='holm')", "holm",
      [([p], {"": list(map(float, multipletests(p, method="holm")[1]))}) for p in ([0.01, 0.04, 0.03, 0.005], [0.5], [1e-300, 1.0, 0.02, 0.02, 0.049], [0.001, 0.2, 0.9, 0.0009, 0.03, 0.031])])

# --- Effects, dependence, means ------------------------------------------------------------------------------------------------
walsh = lambda x: np.median([(x[i] + x[j]) / 2 for i in range(len(x)) for j in range(i, len(x))])
group(f"{NUMPY}: median of all Walsh averages, and of all differences (Hodges and Lehmann 1963)", "hodgesLehmann",
      [([latencies], {"": walsh(latencies)}), ([maize], {"": walsh(maize)}), ([latencies, sleep[0]], {"": np.median(np.subtract.outer(latencies, sleep[0]))})])
delta = lambda a, b: np.mean(np.sign(np.subtract.outer(a, b)))
group(f"{NUMPY}: mean sign of all differences (Cliff 1993)", "cliffsDelta", [([list(a), list(b)], {"": delta(a, b)}) for a, b in (sleep, many, ([1, 2, 2, 3], [2, 2, 4]))])
group(f"{SM}: acf(x)[lag]", "autocorrelation", [([latencies, lag], {"": acf(latencies, nlags=5)[lag]}) for lag in (1, 2, 3, 5)])
means = []
for x in (latencies, maize, [0.1, 0.1 + 1e-9], [1e150, 3e150, -2e150], [-1e-9, 4e5, 2.0]):
    for c in (0.5, 0.95, 1 - 1e-6):
        low, high = st.t.interval(c, len(x) - 1, loc=np.mean(x), scale=st.sem(x))
        means.append(([x, {"confidence": c}], {"low": low, "high": high, "standardError": st.sem(x)}, {"absolute": 1e-12 * max(map(abs, x))}))
group(f"{SCIPY}: t.interval(c, n - 1, np.mean(x), sem(x)); sem(x)", "meanInterval", means)
scores, prompts = [1, 0, 1, 1, 1, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0], ["a"] * 3 + ["b"] * 3 + ["c"] * 3 + ["d"] * 3 + ["e"] * 3
import statsmodels.api as sm
codes = np.repeat(np.arange(5), 3)
fit = lambda correct: sm.OLS(scores, np.ones(15)).fit(cov_type="cluster", cov_kwds={"groups": codes, "use_correction": correct}).bse[0]
# statsmodels' correction is G / (G - 1) x (n - 1) / (n - k); with the mean alone k = 1, which leaves G / (G - 1).
group(f"{SM}: OLS on a constant, cov_type='cluster', without and with correction", "clusteredMean",
      [([scores, prompts], {"mean": 8 / 15, "standardError": fit(False), "standardErrorSmallSample": fit(True), "naiveStandardError": st.sem(scores)})])

# --- Order statistics and planning ---------------------------------------------------------------------------------------------
def ranks_of(n, p, c):
    r = st.quantile_test(np.arange(1, n + 1), q=0, p=p).confidence_interval(c)
    return {"lowRank": r.low, "highRank": r.high, "coverage": st.binom.cdf(r.high - 1, n, p) - st.binom.cdf(r.low - 1, n, p)}
group(f"{SCIPY}: quantile_test(1..n, p=p).confidence_interval(c); coverage by binom.cdf", "quantileRanks",
      [([n, p, {"confidence": c}], ranks_of(n, p, c)) for n, p, c in [(10, .5, .95), (36, .9, .95), (100, .9, .95), (100, .5, .99), (368, .99, .95), (1000, .99, .95), (1000, .05, .8), (5000, .999, .95)]])
group("smallest n with p^n at most (1 - c) / 2, by logarithms in mpmath", "valuesForQuantileInterval",
      [([p, {"confidence": c}], {"": int(mpmath.ceil(mpmath.log((1 - mpmath.mpf(c)) / 2) / mpmath.log(mpmath.mpf(p))))}) for p, c in [(.9, .95), (.95, .95), (.99, .95), (.999, .95), (.99, .9), (.9, .99)]])
smallest = lambda percentile, confidence, misses: next(n for n in range(misses + 1, 10**6) if st.binom.cdf(misses, n, 1 - percentile) <= 1 - confidence)
group(f"{SCIPY}: smallest n with binom.cdf(misses, n, 1 - percentile) at most 1 - confidence (MLPerf's early stopping)", "minimumQueries",
      [([{"percentile": p, "confidence": c, "misses": t}], {"": smallest(p, c, t)}) for p, c, t in [(.99, .99, 0), (.99, .99, 1), (.9, .99, 1), (.9, .99, 10), (.95, .95, 3), (.97, .99, 25)]])
def prompts_for(delta, omega2, power, confidence, sigma2=0.0, k=1):
    z = st.norm.isf((1 - confidence) / 2) + st.norm.ppf(power)
    return max(10, math.ceil(z * z * (omega2 + sigma2 / k) / delta**2))
group(f"Miller (2024), arXiv:2411.00640, section 5, with {SCIPY}'s norm.ppf; the first is its own example", "planSampleSize",
      [([{"delta": d, "omega2": o, "power": w, "confidence": c, "sigma2Candidate": s, "repetitions": k}], {"prompts": prompts_for(d, o, w, c, s, k)})
       for d, o, w, c, s, k in [(.03, 1 / 9, .8, .95, 0, 1), (.05, .04, .9, .95, .02, 3), (-.1, .5, .8, .99, .3, 10), (.001, .002, .5, .9, 0, 1)]])

os.chdir(here)
json.dump({name: values for name, (values, *_) in nist.items()}, open("nist-strd.json", "w"), separators=(",", ":"))
with open("known-answers.json", "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(g) for g in groups) + "\n]\n")
print(sum(len(c["expected"]) for g in groups for c in g["cases"]), "known answers in", len(groups), "groups")
