# Makes known-answers-r.json anew: Rscript make-known-answers.R
#
# Needs R with its packages coin, exactRankTests and sandwich (the versions are written into the file). The data are of R's package
# datasets, unless they stand here. The source of each group is the exact call; x, y, n and so on are its arguments.
suppressMessages({ library(coin); library(exactRankTests); library(sandwich) })

r <- paste("R", getRversion())
of <- function(package) paste(package, packageVersion(package), "on", r)
number <- function(x) Find(function(text) as.numeric(text) == x, sprintf(c("%.15g", "%.16g", "%.17g"), x))

# JSON of what occurs here: numbers, texts, lists with names (objects) and without (arrays). A vector of length 1 is no array,
# unless it is wrapped in many().
many <- function(x) structure(list(x), class = "many")
json <- function(x) {
  if (inherits(x, "many")) return(paste0("[", paste(vapply(x[[1]], json, ""), collapse = ", "), "]"))
  if (is.list(x)) {
    parts <- vapply(x, json, "")
    if (is.null(names(x))) return(paste0("[", paste(parts, collapse = ", "), "]"))
    return(paste0("{", paste0('"', names(x), '": ', parts, collapse = ", "), "}"))
  }
  if (length(x) > 1) return(json(many(x)))
  if (is.character(x)) return(paste0('"', gsub('"', '\\\\"', x), '"'))
  if (is.logical(x)) tolower(x) else number(x)
}

groups <- character()
answers <- 0
group <- function(source, call, ...) {
  cases <- list(...)
  answers <<- answers + sum(vapply(cases, function(one) length(one$expected), 0))
  groups <<- c(groups, json(list(source = source, call = call, cases = cases)))
}
case <- function(arguments, expected) list(arguments = arguments, expected = expected)
only <- function(value) setNames(list(value), "")
option <- function(...) list(...)
two <- "two-sided"; up <- "greater"; down <- "less"

# --- Quantiles, means, rates ---------------------------------------------------------------------------------------------------
tied <- c(7, -3.2, 0, 19.5, 0, 1.5, 7, 4.25)
do.call(group, c(list(paste0(r, ": quantile(x, 0.55, type = type)"), "quantile"),
  lapply(1:9, function(type) case(list(tied, 0.55, option(type = type)), only(quantile(tied, 0.55, type = type, names = FALSE))))))

do.call(group, c(list(paste0(r, ": t.test(Nile, conf.level = c)$conf.int"), "meanInterval"),
  lapply(c(0.5, 0.99), function(c) {
    ends <- t.test(Nile, conf.level = c)$conf.int
    case(list(as.numeric(Nile), option(confidence = c)), list(low = ends[1], high = ends[2]))
  })))

do.call(group, c(list(paste0(r, ": prop.test(successes, n, conf.level = c, correct = FALSE)$conf.int"), "wilsonInterval"),
  lapply(list(c(3, 7, 0.9), c(83, 90, 0.95), c(1, 5000, 0.999)), function(a) {
    ends <- suppressWarnings(prop.test(a[1], a[2], conf.level = a[3], correct = FALSE))$conf.int
    case(list(a[1], a[2], option(confidence = a[3])), list(low = ends[1], high = ends[2]))
  })))

# --- Tests of differences --------------------------------------------------------------------------------------------------------
first <- sleep$extra[sleep$group == 1]
second <- sleep$extra[sleep$group == 2]
paired <- t.test(first, second, paired = TRUE, conf.level = 0.9)
group(paste0(r, ": t.test(x, y, paired = TRUE, conf.level = 0.9); R's sleep, Student (1908)"), "pairedTTest",
  case(list(first, second, option(confidence = 0.9)), list(t = unname(paired$statistic), p = paired$p.value,
    meanDifference = unname(paired$estimate), interval.low = paired$conf.int[1], interval.high = paired$conf.int[2])))

differences <- first - second
do.call(group, c(list(paste0(r, ": suppressWarnings(wilcox.test(x, alternative = a)); differences of sleep, with a tie and a zero"), "wilcoxonSignedRank"),
  lapply(c(two, up, down), function(a) {
    found <- suppressWarnings(wilcox.test(differences, alternative = sub("-", ".", a)))
    case(list(differences, option(alternative = a)), list(statistic = unname(found$statistic), p = found$p.value))
  })))
whole <- c(1, 2, 2, 3, -3, 0, 4, -1, 5, 5)
pratt <- data.frame(value = c(whole, 0 * whole), arm = factor(rep(c("a", "b"), each = 10)), block = factor(rep(1:10, 2)))
do.call(group, c(list(paste0(of("coin"), ": wilcoxsign_test(value ~ arm | block, zero.method = \"Pratt\", distribution = \"exact\", alternative = a)"), "wilcoxonSignedRank"),
  lapply(c(two, up, down), function(a) {
    found <- wilcoxsign_test(value ~ arm | block, data = pratt, zero.method = "Pratt", distribution = "exact", alternative = sub("-", ".", a))
    case(list(whole, option(exact = TRUE, alternative = a)), list(p = as.numeric(pvalue(found))))
  })))

may <- airquality$Ozone[airquality$Month == 5 & !is.na(airquality$Ozone)]
august <- airquality$Ozone[airquality$Month == 8 & !is.na(airquality$Ozone)]
control <- PlantGrowth$weight[PlantGrowth$group == "ctrl"]
treated <- PlantGrowth$weight[PlantGrowth$group == "trt2"]
ranked <- function(x, y, a) {
  found <- suppressWarnings(wilcox.test(x, y, alternative = sub("-", ".", a)))
  case(list(x, y, option(alternative = a)), list(statistic = unname(found$statistic), p = found$p.value))
}
group(paste0(r, ": suppressWarnings(wilcox.test(x, y, alternative = a)); airquality's ozone of May and August, with ties"), "mannWhitney",
  ranked(may, august, two), ranked(may, august, down))
group(paste0(r, ": wilcox.test(x, y, alternative = a), exact; PlantGrowth's ctrl and trt2"), "mannWhitney",
  ranked(control, treated, two), ranked(control, treated, down))

tenths <- as.integer(round(10 * differences))
do.call(group, c(list(paste0(of("exactRankTests"), ": perm.test(x, 0 * x, paired = TRUE, exact = TRUE, alternative = a); tenths of sleep's differences"), "signFlipTest"),
  lapply(c(two, down), function(a) {
    found <- perm.test(tenths, 0L * tenths, paired = TRUE, exact = TRUE, alternative = sub("-", ".", a))
    case(list(tenths, option(alternative = a)), list(p = found$p.value))
  })))

do.call(group, c(list(paste0(r, ": binom.test(b, b + c)$p.value; the first is mcnemar.test's example, Agresti (1990), p. 350"), "mcNemarExact"),
  lapply(list(c(150, 86), c(1, 9), c(21, 21), c(2, 40)), function(a) case(list(a[1], a[2]), list(p = binom.test(a[1], sum(a))$p.value)))))

do.call(group, c(list(paste0(r, ": p.adjust(p, \"holm\")"), "holm"),
  lapply(list(c(0.02, 0.02, 0.02, 0.001), c(0.6, 0.5, 0.4), c(0, 1, 0.0125, 0.05, 0.0125)), function(p) case(list(p), only(p.adjust(p, "holm"))))))

# --- Effects and dependence ------------------------------------------------------------------------------------------------------
depression <- c(1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30) - c(0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29)
group(paste0(r, ": wilcox.test(x, conf.int = TRUE)$estimate, and of (x, y); Hollander and Wolfe's table 3.1, PlantGrowth"), "hodgesLehmann",
  case(list(depression), only(unname(wilcox.test(depression, conf.int = TRUE)$estimate))),
  case(list(control, treated), only(unname(wilcox.test(control, treated, conf.int = TRUE)$estimate))))
do.call(group, c(list(paste0(r, ": wilcox.test(x, conf.int = TRUE, conf.level = c)$conf.int; Hollander and Wolfe's table 3.1"), "signedRankInterval"),
  lapply(c(0.5, 0.9, 0.95), function(c) {
    ends <- wilcox.test(depression, conf.int = TRUE, conf.level = c)$conf.int
    case(list(depression, option(confidence = c)), list(low = ends[1], high = ends[2]))
  })))
do.call(group, c(list(paste0(r, ": acf(LakeHuron, plot = FALSE)$acf[lag + 1]"), "autocorrelation"),
  lapply(c(1, 2, 10), function(lag) case(list(as.numeric(LakeHuron), lag), only(acf(LakeHuron, plot = FALSE)$acf[lag + 1])))))
kendall <- function(x) cor.test(x, seq_along(x), method = "kendall", exact = FALSE, continuity = TRUE)
group(paste0(r, ": cor.test(x, seq_along(x), method = \"kendall\", exact = FALSE, continuity = TRUE)$p.value; Nile, which has ties"), "trendTest",
  case(list(as.numeric(Nile)), list(p = kendall(as.numeric(Nile))$p.value)))

# --- Clusters, variances, ranks --------------------------------------------------------------------------------------------------
by_tree <- lm(circumference ~ 1, Orange)
of_trees <- function(cadjust) sqrt(vcovCL(by_tree, Orange$Tree, type = "HC0", cadjust = cadjust))[1, 1]
group(paste0(of("sandwich"), ": sqrt(vcovCL(lm(circumference ~ 1, Orange), Orange$Tree, type = \"HC0\", cadjust = FALSE, then TRUE))"), "clusteredMean",
  case(list(Orange$circumference, as.character(Orange$Tree)), list(mean = mean(Orange$circumference), standardError = of_trees(FALSE), standardErrorSmallSample = of_trees(TRUE))))
squares <- anova(lm(weight ~ group, PlantGrowth))$"Mean Sq"
group(paste0(r, ": anova(lm(weight ~ group, PlantGrowth))$\"Mean Sq\": the one within is S squared of the lowest level, that between / 10 of the next"), "varianceComponents",
  case(list(unname(split(PlantGrowth$weight, PlantGrowth$group))),
    list(biased = c(squares[2], squares[1] / 10), unbiased = c(squares[2], (squares[1] - squares[2]) / 10))))
do.call(group, c(list(paste0(r, ": qbinom((1 - c) / 2, n, p), qbinom((1 + c) / 2, n, p) + 1; pbinom between them"), "quantileRanks"),
  lapply(list(c(75, 0.95, 0.95), c(20, 0.25, 0.9), c(2000, 0.99, 0.99)), function(a) {
    low <- qbinom((1 - a[3]) / 2, a[1], a[2]); high <- qbinom((1 + a[3]) / 2, a[1], a[2]) + 1
    case(list(a[1], a[2], option(confidence = a[3])), list(lowRank = low, highRank = high, coverage = pbinom(high - 1, a[1], a[2]) - pbinom(low - 1, a[1], a[2])))
  })))

here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
writeLines(c("[", paste(groups, collapse = ",\n"), "]"), file.path(here, "known-answers-r.json"))
cat(answers, "known answers in", length(groups), "groups\n")
