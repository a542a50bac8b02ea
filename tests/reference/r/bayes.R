# Posteriors by base R's beta and t distributions. Rscript bayes.R > bayes.txt
cat("#", R.version.string, "\n")
cat("kind,case,quantity,value\n")
say <- function(kind, case, quantity, value)
  cat(sprintf("%s,%s,%s,%.17g\n", kind, case, quantity, as.numeric(value)))
halve <- function(f, low, high) {           # f rises; where it is 0
  for (i in 1:200) { m <- (low + high) / 2; if (f(m) < 0) low <- m else high <- m }
  high
}
shortest <- function(a, b, level) {
  if (a < 1 && b < 1) return(c(NA, NA))
  if (a == 1 && b == 1) return(qbeta(c((1 - level) / 2, (1 + level) / 2), a, b))
  if (a <= 1 && b >= 1) return(c(0, qbeta(1 - level, a, b, lower.tail = FALSE)))
  if (b <= 1) return(c(qbeta(1 - level, a, b), 1))
  ends <- function(p) c(qbeta(p, a, b), qbeta(1 - level - p, a, b, lower.tail = FALSE))
  gap <- function(p) { e <- ends(p); dbeta(e[1], a, b, log = TRUE) - dbeta(e[2], a, b, log = TRUE) }
  ends(halve(gap, 0, 1 - level))
}
priors <- list(c(1, 1), c(0.5, 0.5), c(2, 8), c(0.3, 3), c(1, 4), c(1, 0.3))
for (prior in priors) for (n in c(0, 1, 2, 10, 13, 40)) for (x in unique(round(c(0, n / 5, n / 2, n)))) {
  a <- prior[1] + x; b <- prior[2] + n - x
  case <- sprintf("%d/%d/%g/%g", x, n, prior[1], prior[2])
  say("beta", case, "mean", a / (a + b))
  for (level in c(0.8, 0.95, 0.99)) {
    say("beta", case, sprintf("equal_lower_%g", level), qbeta((1 - level) / 2, a, b))
    say("beta", case, sprintf("equal_upper_%g", level), qbeta((1 - level) / 2, a, b, lower.tail = FALSE))
    e <- shortest(a, b, level)
    if (!anyNA(e)) {
      say("beta", case, sprintf("shortest_lower_%g", level), e[1])
      say("beta", case, sprintf("shortest_upper_%g", level), e[2])
    }
  }
  for (at in c(0.1, 0.2, 0.5, 0.9))
    say("beta", case, sprintf("above_%g", at), pbeta(at, a, b, lower.tail = FALSE))
}
cases <- read.csv("../data/paired_cases.csv", colClasses = "character")
priors <- list(c(0, 0, -0.5, 0), c(0, 1, 1, 4), c(-2, 5, 3, 20), c(1, 0.01, 0.01, 0.01))
for (i in seq_len(nrow(cases))) for (prior in priors) {
  d <- as.numeric(strsplit(cases$differences[i], " ")[[1]])
  if (length(unique(d)) < 2) next
  n <- length(d); w <- prior[2] + n; a <- prior[3] + n / 2
  m <- (prior[2] * prior[1] + sum(d)) / w
  b <- prior[4] + (sum((d - mean(d))^2) + prior[2] * n / w * (mean(d) - prior[1])^2) / 2
  s <- sqrt(b / (a * w))
  case <- sprintf("%s/%g/%g/%g/%g", cases$case[i], prior[1], prior[2], prior[3], prior[4])
  say("mean", case, "center", m)
  say("mean", case, "df", 2 * a)
  for (level in c(0.8, 0.95, 0.99)) {
    say("mean", case, sprintf("lower_%g", level), m + s * qt((1 - level) / 2, 2 * a))
    say("mean", case, sprintf("upper_%g", level), m - s * qt((1 - level) / 2, 2 * a))
  }
  for (at in c(-2, 0, 1.5)) say("mean", case, sprintf("above_%g", at), pt((at - m) / s, 2 * a, lower.tail = FALSE))
}
