#pragma once

#include "app/import/importer.h"

#include <string>
#include <string_view>
#include <vector>

namespace faultline {

struct Candidate {
    const Importer* importer = nullptr;
    Detection detection;
};

/// Below this confidence no format is chosen without being asked for: a program's log whose lines merely hold times.
constexpr int leastConfidence = 20;

bool anyFits(const std::vector<Candidate>& candidates);
/// "No format fits it; the nearest is csv (5 %: 3 of 9 rows ...)", for the messages of import and detect.
std::string whyNoneFits(const std::vector<Candidate>& candidates);
/// What to do then.
std::string howToForce(const std::vector<Candidate>& candidates);

/// The list of importers and the choice between them.
class ImporterRegistry {
public:
    explicit ImporterRegistry(ImporterList importers);
    const ImporterList& importers() const { return m_importers; }
    const Importer* find(std::string_view id) const;    ///< nullptr when unknown

    /// Every importer that claims the source, best first; equal confidence keeps the list's order (special before generic).
    std::vector<Candidate> detect(const SourceHead& head) const;

private:
    ImporterList m_importers;
};

}    // namespace faultline
