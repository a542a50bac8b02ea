# Standardized effects of ../data/paired_cases.csv. Rscript effect_size.R > effect_size.txt
# Limits: base R's noncentral t, halved to neighboring numbers; Hedges' factor by gamma functions.
# Baselines: made here, since the cases hold differences only. Their effect: metafor, SMCRH.
suppressMessages(library(metafor))
cat("#", R.version.string, "\n# metafor", as.character(packageVersion("metafor")), "\n")
cat("case,quantity,value\n")
halve <- function(f, low, high) {           # f falls; where it is 0
  for (i in 1:200) { m <- (low + high) / 2; if (f(m) > 0) low <- m else high <- m }
  high
}
cases <- read.csv("../data/paired_cases.csv", colClasses = "character")
for (i in seq_len(nrow(cases))) {
  d <- as.numeric(strsplit(cases$differences[i], " ")[[1]])
  n <- length(d); v <- n - 1
  if (length(unique(d)) < 2) next
  say <- function(quantity, value)
    cat(sprintf("%s,%s,%.17g\n", cases$case[i], quantity, as.numeric(value)), sep = "")
  t <- mean(d) / (sd(d) / sqrt(n))
  say("d_z", mean(d) / sd(d))
  if (v > 1) {
    j <- exp(lgamma(v / 2) - lgamma((v - 1) / 2)) / sqrt(v / 2)
    say("hedges", j * mean(d) / sd(d))
  }
  wide <- 20 + 10 * abs(t)                   # pt refuses a noncentrality above 37.62
  for (level in c(0.8, 0.9, 0.95, 0.99)) {
    tail <- (1 - level) / 2
    ends <- c(max(-37.6, t - wide), min(37.6, t + wide))
    lower <- -halve(function(nc) pt(-t, v, nc) - tail, -ends[2], -ends[1])
    upper <- halve(function(nc) pt(t, v, nc) - tail, ends[1], ends[2])
    if (max(abs(c(lower, upper))) < 37.5) {
      say(sprintf("lower_%g", level), lower / sqrt(n))
      say(sprintf("upper_%g", level), upper / sqrt(n))
    }
  }
  if (n >= 4) {
    before <- 20 + 3 * ((seq_len(n) * 7) %% 11) - d / 2
    after <- before + d
    e <- escalc(measure = "SMCRH", m1i = mean(after), m2i = mean(before), sd1i = sd(before),
                sd2i = sd(after), ni = n, ri = cor(before, after))
    say("smcrh", e$yi)
    # metafor corrects the variance too; the published one does not.
    plain <- mean(d) / sd(before)
    say("on_baseline", plain)
    say("on_baseline_se", sqrt(var(d) / (var(before) * v) + plain^2 / (2 * v)))
  }
}
