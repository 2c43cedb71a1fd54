#include "ui/charts/emptycharts.h"

#include "ui/actions.h"
#include "ui/theme.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace faultline {

EmptyCharts::EmptyCharts(Actions& actions, const Theme& theme, QWidget* parent) : QWidget(parent)
{
    auto* column = new QVBoxLayout(this);
    m_hint = new QLabel(tr("No charts. Drag a series from the sources here, or add one."), this);
    m_hint->setTextFormat(Qt::PlainText);
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setWordWrap(true);
    m_add = new QPushButton(tr("Add Chart…"), this);
    m_add->setAccessibleDescription(m_hint->text());
    connect(m_add, &QPushButton::clicked, this, [&actions] { actions.action("case.addChart")->trigger(); });
    column->addStretch();
    column->addWidget(m_hint);
    column->addSpacing(8);
    column->addWidget(m_add, 0, Qt::AlignHCenter);
    column->addStretch();
    setFocusProxy(m_add);
    const auto recolor = [this, &theme] {
        QPalette palette = m_hint->palette();
        palette.setColor(QPalette::WindowText, theme.colors().muted);
        m_hint->setPalette(palette);
    };
    connect(&theme, &Theme::changed, this, recolor);
    recolor();
}

}    // namespace faultline
