// Made logs of a hub of files: everything grows and slows down, one agent bursts over cheap URLs, and one exact URL is what costs.
#include "app/analysis/contrast.h"
#include "tests/evaluate/randomnumbers.h"
#include "tests/evaluate/sets.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace faultline::evaluate {

namespace {

constexpr std::size_t urls = 145'000;
constexpr std::size_t templates = 300;
constexpr std::size_t agents = 60;
constexpr std::size_t baselineRows = 200'000;
constexpr std::size_t decoyUrls = 20;
constexpr std::size_t decoyAgent = 7;
constexpr std::size_t slices = 4;

struct Costs {
    std::vector<double> url;    ///< typical seconds of each
    std::vector<double> share;  ///< cumulative, of the requests
};

/// Few URLs have most of the requests.
Costs costsOf(RandomNumbers& random)
{
    Costs costs;
    double sum = 0;
    for (std::size_t url = 0; url < urls; ++url) {
        sum += 1 / (static_cast<double>(url) + 20);
        costs.share.push_back(sum);
        costs.url.push_back(0.05 * random.logNormal(0.8));
    }
    return costs;
}

class HubLog {
public:
    explicit HubLog(std::uint64_t seed) : m_random(seed), m_costs(costsOf(m_random)), m_urls(urls), m_agents(agents), m_templates(templates)
    {
        name("/file/", m_urls);
        name("agent ", m_agents);
        name("template ", m_templates);
        m_counts.assign(templates, std::vector<double>(slices, 0));
    }

    void fillBaseline()
    {
        for (std::size_t row = 0; row < baselineRows; ++row)
            m_counts[addRow(false, ordinaryUrl(), m_random.below(agents), 1) % templates][row * slices / baselineRows] += 1;
    }
    /// Rows of the selection; isQuiet: nothing but chance.
    void fillSelection(bool isQuiet)
    {
        const double growth = isQuiet ? 1 : m_random.uniform(1, 1.6);
        const double slowdown = isQuiet ? 1 : m_random.uniform(1, 3);
        const auto rows = static_cast<std::size_t>(40'000 * growth);
        for (std::size_t row = 0; row < rows; ++row)
            addRow(true, ordinaryUrl(), m_random.below(agents), slowdown);
        if (isQuiet)
            return;
        const auto burst = static_cast<std::size_t>(static_cast<double>(rows) * m_random.uniform(0.1, 0.4));
        const std::size_t firstDecoy = 1000 + m_random.below(1000);
        for (std::size_t row = 0; row < burst; ++row)
            addRow(true, firstDecoy + m_random.below(decoyUrls), decoyAgent, 0.2 * slowdown);
        m_culprit = 3000 + m_random.below(urls - 3000);
        const auto heavy = static_cast<std::size_t>(static_cast<double>(rows) * m_random.uniform(0.002, 0.01));
        const double factor = m_random.uniform(50, 300) * 0.05 / m_costs.url[m_culprit];
        for (std::size_t row = 0; row < heavy; ++row)
            addRow(true, m_culprit, m_random.below(agents), factor * slowdown);
    }

    ContrastScale scale() const
    {
        ContrastScale scale;
        scale.selectionSeconds = 600;
        scale.baselineSeconds = 600.0 * baselineRows / 40'000;
        scale.pieces[1] = m_sums[0] > 0 ? m_squares[0] / m_sums[0] : 1;
        scale.pieces[2] = m_sums[1] > 0 ? m_squares[1] / m_sums[1] : 1;
        scale.burstiness = burstiness(m_counts);
        scale.slowdown = slowdownOf(m_templates);
        return scale;
    }
    const std::vector<ContrastValue>& byUrl() const { return m_urls; }
    const std::vector<ContrastValue>& byAgent() const { return m_agents; }
    std::string culprit() const { return m_urls[m_culprit].value; }

private:
    static void name(const std::string& prefix, std::vector<ContrastValue>& values)
    {
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i].value = prefix + std::to_string(i);
    }
    std::size_t ordinaryUrl()
    {
        const double at = m_random.uniform(0, m_costs.share.back());
        return static_cast<std::size_t>(std::upper_bound(m_costs.share.begin(), m_costs.share.end(), at) - m_costs.share.begin());
    }
    std::size_t addRow(bool isSelection, std::size_t url, std::size_t agent, double slower)
    {
        const double seconds = m_costs.url[url] * slower * m_random.exponential();
        const double bytes = 1000 * m_random.exponential();
        for (ContrastValue* value : {&m_urls[url], &m_agents[agent], &m_templates[url % templates]}) {
            ContrastSums& sums = isSelection ? value->selection : value->baseline;
            sums[0] += 1;
            sums[1] += seconds;
            sums[2] += bytes;
        }
        if (!isSelection) {
            m_sums[0] += seconds;
            m_squares[0] += seconds * seconds;
            m_sums[1] += bytes;
            m_squares[1] += bytes * bytes;
        }
        return url;
    }

    RandomNumbers m_random;
    Costs m_costs;
    std::vector<ContrastValue> m_urls, m_agents, m_templates;
    std::vector<std::vector<double>> m_counts;
    double m_sums[2] = {0, 0}, m_squares[2] = {0, 0};    // of seconds and bytes
    std::size_t m_culprit = 0;
};

/// The value with the largest effect of a measure, by gain among the admissible ones.
std::string largest(const std::vector<ContrastRow>& rows, ContrastMeasure measure)
{
    const ContrastRow* best = nullptr;
    for (const ContrastRow& row : rows) {
        if (row.effect(measure).isAdmissible && (best == nullptr || row.effect(measure).gain > best->effect(measure).gain))
            best = &row;
    }
    return best == nullptr ? std::string() : best->value;
}

/// Fields compete in one list, the largest excess first.
std::vector<std::string> listOf(std::vector<ContrastRow> rows, const std::vector<ContrastRow>& others)
{
    rows.insert(rows.end(), others.begin(), others.end());
    std::stable_sort(rows.begin(), rows.end(), [](const ContrastRow& a, const ContrastRow& b) { return a.weight() > b.weight(); });
    std::vector<std::string> names;
    for (std::size_t i = 0; i < std::min<std::size_t>(rows.size(), 3); ++i)
        names.push_back(rows[i].value);
    return names;
}

}    // namespace

std::vector<Figure> evaluateHubLogs(const Settings& settings)
{
    std::vector<Outcome> byCost, inList, quiet;
    for (std::size_t i = 0; i < casesOf(settings, 40); ++i) {
        const std::uint64_t seed = 20'000 + i;
        const std::string name = std::to_string(seed);
        HubLog log(seed);
        log.fillBaseline();
        log.fillSelection(false);
        const std::vector<ContrastRow> rows = contrast(log.byUrl(), log.scale());
        const std::vector<std::string> list = listOf(rows, contrast(log.byAgent(), log.scale()));
        const double plain = largest(rows, ContrastMeasure::Count) == log.culprit() ? 1 : 0;
        byCost.push_back({name, largest(rows, ContrastMeasure::Duration) == log.culprit() ? 1.0 : 0.0, plain});
        inList.push_back({name, std::find(list.begin(), list.end(), log.culprit()) != list.end() ? 1.0 : 0.0, plain});
        if (settings.isVerbose)
            std::fprintf(stderr, "hublogs %s: culprit %s, by cost %s, list %s %s %s\n", name.c_str(), log.culprit().c_str(),
                         largest(rows, ContrastMeasure::Duration).c_str(), list[0].c_str(), list[1].c_str(), list[2].c_str());
        if (i % 2 != 0)
            continue;
        HubLog calm(seed + 1'000'000);
        calm.fillBaseline();
        calm.fillSelection(true);
        const std::vector<ContrastRow> ordinary = contrast(calm.byUrl(), calm.scale());
        quiet.push_back({name, ordinary.front().weight() > 0.05 ? 1.0 : 0.0, 0});
    }
    return {figureOf({"hub logs", "culprit first by cost, AC@1", "logs", "by count", "BubbleUp-type share .07, chi-square .04", 0.95}, byCost),
            figureOf({"hub logs", "culprit among the first three of one list", "logs", "by count", "", {}}, inList),
            figureOf({"hub logs, quiet", "logs where a URL is said to explain above 5 %", "logs", "", "", 0.05, Better::Lower}, quiet)};
}

}    // namespace faultline::evaluate
