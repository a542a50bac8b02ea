# Prints the limits of binomial intervals, 17 significant digits.
# Rscript proportions.R > proportions.txt
cat("#", R.version.string, "\n")
cat("x,n,level,method,lower,upper\n")
root <- function(f, low, high) {
  # Halving down to neighboring numbers; uniroot stops earlier.
  repeat {
    middle <- (low + high) / 2
    if (middle == low || middle == high) return(high)
    if (f(middle)) high <- middle else low <- middle
  }
}
mid_p <- function(x, n, alpha) {
  lower <- if (x == 0) 0 else root(function(p)
    dbinom(x, n, p) / 2 + pbinom(x, n, p, lower.tail = FALSE) >= alpha / 2, 0, 1)
  upper <- if (x == n) 1 else root(function(p)
    dbinom(x, n, p) / 2 + pbinom(x - 1, n, p) <= alpha / 2, 0, 1)
  c(lower, upper)
}
# Blaker 2000: the smaller tail at x, plus the largest opposite tail that is no more likely.
acceptability <- function(p, x, n) {
  counts <- 0:n
  up <- pbinom(counts - 1, n, p, lower.tail = FALSE)
  down <- pbinom(counts, n, p)
  smaller <- pmin(up, down)
  sum(dbinom(counts[smaller <= smaller[x + 1] * (1 + 1e-13)], n, p))
}
blaker <- function(x, n, alpha) {
  accepted <- function(p) acceptability(p, x, n) >= alpha
  grid <- seq(0, 1, length.out = 4001)
  grid <- sort(c(grid[-c(1, 4001)], x / n))
  inside <- grid[sapply(grid, accepted)]
  lower <- if (x == 0) 0 else {
    low <- max(grid[grid < min(inside)], 0); root(accepted, low, min(inside)) }
  upper <- if (x == n) 1 else {
    high <- min(grid[grid > max(inside)], 1)
    1 - root(function(q) accepted(1 - q), 1 - high, 1 - max(inside)) }
  c(lower, upper)
}
for (n in c(1, 2, 3, 5, 9, 10, 13, 20, 29, 50, 148, 263)) {
  xs <- if (n <= 13) 0:n else unique(round(seq(0, n, length.out = 7)))
  if (n == 29) xs <- c(0, 1, 5)
  if (n == 148) xs <- c(xs, 15)
  if (n == 263) xs <- c(xs, 81)
  for (x in xs) for (level in c(0.8, 0.9, 0.95, 0.99)) {
    alpha <- 1 - level
    say <- function(method, limits)
      cat(sprintf("%d,%d,%g,%s,%.17g,%.17g\n", x, n, level, method, limits[1], limits[2]))
    say("clopper-pearson", binom.test(x, n, conf.level = level)$conf.int)
    say("wilson", suppressWarnings(
      prop.test(x, n, conf.level = level, correct = FALSE)$conf.int))
    say("mid-p", mid_p(x, n, alpha))
    say("jeffreys", c(if (x == 0) 0 else qbeta(alpha / 2, x + 0.5, n - x + 0.5),
                      if (x == n) 1 else qbeta(1 - alpha / 2, x + 0.5, n - x + 0.5)))
    say("blaker", blaker(x, n, alpha))
  }
}
