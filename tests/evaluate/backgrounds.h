#pragma once

#include "tests/evaluate/randomnumbers.h"

#include <cstddef>
#include <string>
#include <vector>

namespace faultline::evaluate {

/// What made cases are laid on: real series where the folder has them, made ones elsewhere.
class Backgrounds {
public:
    explicit Backgrounds(const std::string& folder);

    /// A stretch of one of them, chosen at random, about 0 and in deviations.
    std::vector<double> cut(std::size_t size, RandomNumbers& random) const;
    bool areReal() const { return m_areReal; }

private:
    std::vector<std::vector<double>> m_series;
    bool m_areReal = false;
};

/// About 0 and with deviation 1; a constant one is 0.
void standardiseAll(std::vector<double>& values);

/// A smooth random path: each value keeps `memory` of the one before.
std::vector<double> wander(std::size_t size, double memory, RandomNumbers& random);

}    // namespace faultline::evaluate
