// Change points against five annotators a series (Turing Change Point Dataset), by the measures of its benchmark.
#include "app/analysis/changepoints.h"
#include "tests/evaluate/readings.h"
#include "tests/evaluate/sets.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <set>

namespace faultline::evaluate {

namespace {

constexpr std::size_t margin = 5;
using Marks = std::vector<std::size_t>;    // sorted; 0, the trivial change, is always one

Marks withStart(Marks marks)
{
    marks.push_back(0);
    std::sort(marks.begin(), marks.end());
    marks.erase(std::unique(marks.begin(), marks.end()), marks.end());
    return marks;
}

/// Marks that a prediction of its own lies next to.
double found(const Marks& marks, Marks predictions)
{
    double count = 0;
    for (const std::size_t mark : marks) {
        auto best = predictions.end();
        std::size_t least = margin + 1;
        for (auto at = predictions.begin(); at != predictions.end(); ++at) {
            const std::size_t distance = *at > mark ? *at - mark : mark - *at;
            if (distance < least) {
                least = distance;
                best = at;
            }
        }
        if (best == predictions.end())
            continue;
        ++count;
        predictions.erase(best);
    }
    return count;
}

/// Precision against what anyone marked, recall as the mean over the people.
double f1Of(const std::vector<Marks>& people, const Marks& predictions)
{
    Marks anyone;
    double recall = 0;
    for (const Marks& marks : people) {
        anyone.insert(anyone.end(), marks.begin(), marks.end());
        recall += found(marks, predictions) / static_cast<double>(marks.size()) / static_cast<double>(people.size());
    }
    const double precision = found(withStart(anyone), predictions) / static_cast<double>(predictions.size());
    return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
}

/// Mean over the people of how well each of their segments is covered by one of ours.
double coverOf(const std::vector<Marks>& people, const Marks& predictions, std::size_t size)
{
    const auto overlap = [](std::size_t a, std::size_t b, std::size_t c, std::size_t d) {
        const double common = static_cast<double>(std::min(b, d)) - static_cast<double>(std::max(a, c));
        return common <= 0 ? 0.0 : common / static_cast<double>(std::max(b, d) - std::min(a, c));
    };
    const auto end = [size](const Marks& marks, std::size_t i) { return i + 1 < marks.size() ? marks[i + 1] : size; };
    double total = 0;
    for (const Marks& marks : people) {
        for (std::size_t i = 0; i < marks.size(); ++i) {
            double best = 0;
            for (std::size_t j = 0; j < predictions.size(); ++j)
                best = std::max(best, overlap(marks[i], end(marks, i), predictions[j], end(predictions, j)));
            total += best * static_cast<double>(end(marks, i) - marks[i]) / static_cast<double>(size);
        }
    }
    return total / static_cast<double>(people.size());
}

/// The plain way: binary segmentation of levels, at most five changes, each worth 3 ln n of the total variance.
Marks binarySegmentation(const std::vector<double>& values)
{
    const std::size_t size = values.size();
    std::vector<double> sums(size + 1, 0), squares(size + 1, 0);
    for (std::size_t i = 0; i < size; ++i) {
        sums[i + 1] = sums[i] + values[i];
        squares[i + 1] = squares[i] + values[i] * values[i];
    }
    const auto error = [&](std::size_t begin, std::size_t end) {
        const double sum = sums[end] - sums[begin];
        return squares[end] - squares[begin] - sum * sum / static_cast<double>(end - begin);
    };
    const double threshold = 3 * std::log(static_cast<double>(size)) * error(0, size) / static_cast<double>(size);
    std::set<std::size_t> borders{0, size};
    while (borders.size() < 7) {
        double most = threshold;
        std::size_t best = 0;
        for (auto left = borders.begin(); std::next(left) != borders.end(); ++left) {
            const std::size_t end = *std::next(left);
            for (std::size_t at = *left + 5; at + 5 <= end; ++at) {
                const double gain = error(*left, end) - error(*left, at) - error(at, end);
                if (gain > most) {
                    most = gain;
                    best = at;
                }
            }
        }
        if (best == 0)
            break;
        borders.insert(best);
    }
    borders.erase(size);
    return {borders.begin(), borders.end()};
}

std::vector<double> valuesOf(const nlohmann::json& document)
{
    std::vector<double> values;
    if (!document.is_object() || document.value("n_dim", 0) != 1)
        return values;
    for (const nlohmann::json& value : document.at("series").at(0).at("raw"))
        values.push_back(value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN());
    return values;
}

}    // namespace

std::vector<Figure> evaluateChangePoints(const Settings& settings)
{
    const std::string root = settings.folder + "/labelled-series/tcpd/";
    const std::optional<std::string> labels = settings.folder.empty() ? std::nullopt : readText(root + "annotations.json");
    const nlohmann::json annotations = nlohmann::json::parse(labels.value_or("{}"), nullptr, false);
    std::vector<Outcome> f1, cover;
    for (const auto& [name, byPerson] : annotations.items()) {
        const std::vector<double> values = valuesOf(nlohmann::json::parse(readText(root + name + ".json").value_or("{}"), nullptr, false));
        if (values.empty())
            continue;
        std::vector<Marks> people;
        for (const auto& [person, marks] : byPerson.items())
            people.push_back(withStart(marks.get<Marks>()));
        const Marks ours = withStart(changePointsOf(values).at);
        const Marks plain = binarySegmentation(values);
        f1.push_back({name, f1Of(people, ours), f1Of(people, plain)});
        cover.push_back({name, coverOf(people, ours, values.size()), coverOf(people, plain, values.size())});
        if (settings.isVerbose)
            std::fprintf(stderr, "tcpd %s: F1 %.3f / %.3f, cover %.3f / %.3f, %zu changes\n", name.c_str(), f1.back().ours, f1.back().baseline,
                         cover.back().ours, cover.back().baseline, ours.size() - 1);
    }
    if (f1.empty())
        return {};
    return {figureOf({"tcpd", "F1, margin 5, one default", "series", "binseg, levels", "binseg .690 (25 series)", 0.74}, f1),
            figureOf({"tcpd", "cover, one default", "series", "binseg, levels", "binseg .672 (all)", {}}, cover)};
}

}    // namespace faultline::evaluate
