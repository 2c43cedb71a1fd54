#include "ui/dialogs/shortcutdialog.h"

#include "ui/actions.h"
#include "ui/dialogs/dialogbuttons.h"

#include <QHash>
#include <QHeaderView>
#include <QLineEdit>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace faultline {

namespace {

QString textOf(const QList<QKeySequence>& keys)
{
    QStringList texts;
    for (const QKeySequence& key : keys)
        texts << key.toString(QKeySequence::NativeText);
    return texts.join(QStringLiteral(",  "));
}

QString groupOf(const ActionInfo& info)
{
    return info.scope == ActionScope::Window ? Actions::menuTitle(info.menu).remove(QLatin1Char('&')) : Actions::scopeTitle(info.scope);
}

}    // namespace

ShortcutDialog::ShortcutDialog(const Actions& actions, QWidget* parent) : QDialog(parent), m_actions(actions)
{
    setWindowTitle(tr("Keyboard Shortcuts"));
    auto* column = new QVBoxLayout(this);
    m_search = new QLineEdit(this);
    m_search->setPlaceholderText(tr("Search for an action or a key"));
    m_search->setAccessibleName(tr("Search for an action or a key"));
    m_search->setClearButtonEnabled(true);
    column->addWidget(m_search);
    m_keys = new QTreeWidget(this);
    m_keys->setAccessibleName(tr("Actions and their keys"));
    m_keys->setHeaderLabels({tr("Action"), tr("Keys")});
    m_keys->setRootIsDecorated(false);
    m_keys->setIndentation(12);
    m_keys->setFrameShape(QFrame::NoFrame);
    m_keys->setUniformRowHeights(true);
    m_keys->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_keys->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_keys->header()->setStretchLastSection(false);
    column->addWidget(m_keys);
    addCloseButton(*this, *column);
    connect(m_search, &QLineEdit::textChanged, this, &ShortcutDialog::search);
    connect(&actions, &Actions::keysChanged, this, &ShortcutDialog::fill);
    fill();
    resize(fontMetrics().averageCharWidth() * 78, fontMetrics().lineSpacing() * 36);
}

void ShortcutDialog::fill()
{
    m_keys->clear();
    QHash<QString, QTreeWidgetItem*> groups;
    for (const ActionInfo& info : Actions::table()) {
        const QList<QKeySequence> keys = m_actions.action(info.id)->shortcuts();
        if (keys.isEmpty())
            continue;
        QTreeWidgetItem*& group = groups[groupOf(info)];
        if (!group) {
            group = new QTreeWidgetItem(m_keys, {groupOf(info)});
            QFont bold = m_keys->font();
            bold.setBold(true);
            group->setFont(0, bold);
            group->setFlags(Qt::ItemIsEnabled);
            group->setFirstColumnSpanned(true);
        }
        new QTreeWidgetItem(group, {Actions::textOf(info), textOf(keys)});
    }
    m_keys->expandAll();
    search(m_search->text());
}

void ShortcutDialog::search(const QString& text)
{
    for (int i = 0; i < m_keys->topLevelItemCount(); ++i) {
        QTreeWidgetItem* group = m_keys->topLevelItem(i);
        bool anyShown = false;
        for (int row = 0; row < group->childCount(); ++row) {
            QTreeWidgetItem* item = group->child(row);
            const bool isShown = text.isEmpty() || item->text(0).contains(text, Qt::CaseInsensitive)
                || item->text(1).contains(text, Qt::CaseInsensitive);
            item->setHidden(!isShown);
            anyShown = anyShown || isShown;
        }
        group->setHidden(!anyShown);
    }
}

}    // namespace faultline
