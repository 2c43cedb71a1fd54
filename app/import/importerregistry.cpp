#include "app/import/importerregistry.h"

#include <algorithm>
#include <utility>

namespace faultline {

bool anyFits(const std::vector<Candidate>& candidates)
{
    return !candidates.empty() && candidates.front().detection.confidence >= leastConfidence;
}

std::string whyNoneFits(const std::vector<Candidate>& candidates)
{
    if (candidates.empty())
        return "No format fits it";
    const Detection& nearest = candidates.front().detection;
    return "No format fits it; the nearest is " + std::string(candidates.front().importer->info().id) + " ("
        + std::to_string(nearest.confidence) + " %: " + nearest.reason + ")";
}

std::string howToForce(const std::vector<Candidate>& candidates)
{
    const std::string paste = "paste the server's format with --log-format";
    if (candidates.empty())
        return "Name one with import --format, or " + paste;
    return "Force it with import --format " + std::string(candidates.front().importer->info().id) + ", or " + paste;
}

ImporterRegistry::ImporterRegistry(ImporterList importers) : m_importers(std::move(importers)) {}

const Importer* ImporterRegistry::find(std::string_view id) const
{
    for (const auto& importer : m_importers) {
        if (importer->info().id == id)
            return importer.get();
    }
    return nullptr;
}

std::vector<Candidate> ImporterRegistry::detect(const SourceHead& head) const
{
    std::vector<Candidate> candidates;
    for (const auto& importer : m_importers) {
        Candidate candidate{importer.get(), importer->detect(head)};
        candidate.detection.confidence = std::min(candidate.detection.confidence, 100);
        if (candidate.detection.confidence > 0)
            candidates.push_back(std::move(candidate));
    }
    std::stable_sort(candidates.begin(), candidates.end(), [](const Candidate& left, const Candidate& right) {
        return left.detection.confidence > right.detection.confidence;
    });
    return candidates;
}

}    // namespace faultline
