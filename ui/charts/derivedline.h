#pragma once

#include "ui/charts/pyramidline.h"

namespace faultline {

/// A line computed from others, whenever one of them has new values.
class DerivedLine final : public PyramidLine {
    Q_OBJECT

public:
    DerivedLine(CaseSession& session, const LineSpec& spec, std::vector<std::shared_ptr<PyramidLine>> operands);

    std::string unit() const override;

protected:
    void refine() override {}

private:
    void follow();

    LineSpec m_spec;
    std::vector<std::shared_ptr<PyramidLine>> m_operands;
    std::vector<Pyramid> m_used;    ///< what was computed from last
};

}    // namespace faultline
