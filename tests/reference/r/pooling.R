# Rubin's rules: mice, and the published formulas; shifts by root search; a regression's prediction.
# Rscript pooling.R > pooling.txt
suppressMessages(library(mice))
cat("#", R.version.string, "\n# mice", as.character(packageVersion("mice")), "\n")
cat("case,quantity,value\n")
say <- function(case, quantity, value)
  cat(sprintf("%s,%s,%.17g\n", case, quantity, as.numeric(value)), sep = "")
pool_by_hand <- function(q, u, v) {          # values, squared standard errors, df of complete data
  m <- length(q); b <- (1 + 1 / m) * var(q); total <- mean(u) + b; lambda <- b / total
  old <- (m - 1) / lambda^2
  seen <- (v + 1) / (v + 3) * v * (1 - lambda)
  df <- if (is.infinite(v)) old else old * seen / (old + seen)
  list(value = mean(q), se = sqrt(total), df = df)
}
set.seed(20261125)
for (n in c(3, 10, 25, 200)) for (m in c(2, 5, 20, 100)) for (spread in c(0.2, 1, 4)) {
  case <- sprintf("n%d_m%d_b%g", n, m, spread)
  q <- round(rnorm(m, -2, spread), 6)
  s <- round(runif(m, 0.5, 1.5), 6)
  for (i in seq_len(m)) { say(case, sprintf("q_%d", i), q[i]); say(case, sprintf("s_%d", i), s[i]) }
  found <- pool.scalar(q, s^2, n = n, k = 1)
  say(case, "value", found$qbar); say(case, "se", sqrt(found$t)); say(case, "df_mice", found$df)
  for (v in c(n - 1, Inf)) {
    hand <- pool_by_hand(q, s^2, v)
    end <- if (is.infinite(v)) "rubin" else "barnard_rubin"
    say(case, paste0("df_", end), hand$df)
    say(case, paste0("p_", end), 2 * pt(-abs(hand$value / hand$se), hand$df))
    for (level in c(0.8, 0.95, 0.99)) {
      half <- -qt((1 - level) / 2, hand$df) * hand$se
      say(case, sprintf("lower_%s_%g", end, level), hand$value - half)
      say(case, sprintf("upper_%s_%g", end, level), hand$value + half)
    }
  }
}
# Changes of n people in m copies, the last k imputed: where the far limit of the interval is 0.
for (n in c(6, 10, 24)) for (k in c(1, 2, 4)) for (center in c(-9, -4, 5)) {
  case <- sprintf("tip_n%d_k%d_%g", n, k, center)
  m <- 8
  d <- matrix(rep(round(rnorm(n, center, 3), 3), each = m), m, n)
  d[, (n - k + 1):n] <- round(rnorm(m * k, center, 3.5), 3)
  say(case, "n", n); say(case, "k", k)
  for (i in seq_len(m)) for (j in seq_len(n)) say(case, sprintf("d_%d_%d", i, j), d[i, j])
  limits <- function(delta) {
    x <- d; x[, (n - k + 1):n] <- x[, (n - k + 1):n] + delta
    hand <- pool_by_hand(rowMeans(x), apply(x, 1, var) / n, n - 1)
    hand$value + c(-1, 1) * qt(0.975, hand$df) * hand$se
  }
  far <- if (center < 0) function(delta) limits(delta)[2] else function(delta) limits(-delta)[1]
  worse <- if (center < 0) 1 else -1
  holds <- if (center < 0) far(0) < 0 else far(0) > 0
  say(case, "holds", holds)
  if (holds && far(0) * far(200) < 0)
    say(case, "tip", worse * uniroot(far, c(0, 200), tol = 1e-13)$root)
}
# One visit after the first, the last person's value missing: the posterior prediction is a t.
x <- c(31, 18, 25, 40, 22, 29, 35, 27, 20, 38); y <- c(22, 13, 17, 30, 12, 25, 24, 21, 15)
fit <- lm(y ~ x, data.frame(x = x[1:9], y = y))
at <- predict(fit, data.frame(x = x[10]), se.fit = TRUE)
spread <- sqrt(at$se.fit^2 + at$residual.scale^2)
say("predict", "center", at$fit); say("predict", "scale", spread); say("predict", "df", at$df)
for (share in c(0.05, 0.25, 0.75, 0.95))
  say("predict", sprintf("quantile_%g", share), at$fit + spread * qt(share, at$df))
