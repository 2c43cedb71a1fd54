#include "app/import/importerregistry.h"

#include <algorithm>
#include <utility>

namespace faultline {

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
