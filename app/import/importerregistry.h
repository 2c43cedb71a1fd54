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
