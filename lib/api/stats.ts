// Statistics: how sure a number is, tests, and how much to measure.

export { planFromPilot } from "../comparison/plan-from-pilot.js";
export { improvementPercent, reductionPercent } from "../metrics/relative-change.js";
export { capacitySearch } from "../statistics/capacity/capacity-search.js";
export { autocorrelation } from "../statistics/dependence/autocorrelation.js";
export { batchMeansInterval } from "../statistics/dependence/batch-means.js";
export { effectiveSampleSize } from "../statistics/dependence/effective-sample-size.js";
export { cliffsDelta } from "../statistics/effects/cliffs-delta.js";
export { hodgesLehmann } from "../statistics/effects/hodges-lehmann.js";
export { rankBiserial } from "../statistics/effects/rank-biserial.js";
export { bootstrapInterval } from "../statistics/intervals/bootstrap-interval.js";
export { clusteredMean } from "../statistics/intervals/clustered-mean.js";
export { clusteredRate } from "../statistics/intervals/clustered-rate.js";
export { meanInterval } from "../statistics/intervals/mean-interval.js";
export { wilsonInterval } from "../statistics/intervals/wilson-interval.js";
export { allowedMisses, discardedQueries, minimumQueries } from "../statistics/planning/minimum-queries.js";
export { planSampleSize } from "../statistics/planning/plan-sample-size.js";
export { varianceComponents } from "../statistics/planning/variance-components.js";
export { quantiles } from "../statistics/quantile.js";
export { seededRandom } from "../statistics/random.js";
export { holm } from "../statistics/significance/holm.js";
export { kolmogorovSmirnov } from "../statistics/significance/kolmogorov-smirnov.js";
export { mannWhitney } from "../statistics/significance/mann-whitney.js";
export { mcNemarExact } from "../statistics/significance/mcnemar-exact.js";
export { pairedTTest } from "../statistics/significance/paired-t-test.js";
export { signFlipTest } from "../statistics/significance/sign-flip-test.js";
export { trendTest } from "../statistics/significance/trend-test.js";
export { wilcoxonSignedRank } from "../statistics/significance/wilcoxon-signed-rank.js";
