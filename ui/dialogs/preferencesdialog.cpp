#include "ui/dialogs/preferencesdialog.h"

#include "ui/actions.h"
#include "ui/dialogs/dialogbuttons.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace faultline {

namespace {

constexpr int idRole = Qt::UserRole;

QString textOf(const QList<QKeySequence>& keys)
{
    return QKeySequence::listToString(keys, QKeySequence::NativeText);
}

}    // namespace

PreferencesDialog::PreferencesDialog(const Settings& settings, const Actions& actions, QWidget* parent)
    : QDialog(parent), m_settings(settings), m_actions(actions)
{
    setWindowTitle(tr("Preferences"));
    auto* column = new QVBoxLayout(this);
    auto* pages = new QTabWidget(this);
    pages->tabBar()->setAccessibleName(tr("Pages of the preferences"));
    pages->setDocumentMode(true);
    pages->addTab(makeGeneral(), tr("General"));
    pages->addTab(makeKeys(), tr("Keyboard"));
    column->addWidget(pages);
    addCloseButton(*this, *column);
    resize(fontMetrics().averageCharWidth() * 76, fontMetrics().lineSpacing() * 28);
}

QWidget* PreferencesDialog::makeGeneral()
{
    auto* page = new QWidget(this);
    auto* form = new QFormLayout(page);
    form->setContentsMargins(16, 16, 16, 16);
    form->setVerticalSpacing(12);
    const auto addChoice = [&](const QString& label, const QStringList& texts, int current, auto set) {
        auto* box = new QComboBox(page);
        box->addItems(texts);
        box->setCurrentIndex(current);
        box->setAccessibleName(label);
        form->addRow(label, box);
        connect(box, &QComboBox::activated, this, [this, set](int index) {
            set(index);
            emit changed(m_settings);
        });
    };
    addChoice(tr("Colours"), {tr("As the system"), tr("Light"), tr("Dark")}, static_cast<int>(m_settings.theme),
              [this](int index) { m_settings.theme = static_cast<ThemeChoice>(index); });
    addChoice(tr("Dragging in a chart"), {tr("Zooms to the range (right-drag selects)"), tr("Selects the range (right-drag zooms)")},
              static_cast<int>(m_settings.dragMeans), [this](int index) { m_settings.dragMeans = static_cast<DragMeans>(index); });
    const auto addCheck = [&](const QString& text, bool isOn, auto set) {
        auto* box = new QCheckBox(text, page);
        box->setChecked(isOn);
        box->setAccessibleName(text);
        form->addRow(QString(), box);
        connect(box, &QCheckBox::toggled, this, [this, set](bool isChecked) {
            set(isChecked);
            emit changed(m_settings);
        });
    };
    addCheck(tr("Single letters are shortcuts in charts and lists"), m_settings.singleKeys,
             [this](bool isOn) { m_settings.singleKeys = isOn; });
    addCheck(tr("Open cases as they were left"), m_settings.restoreSession, [this](bool isOn) { m_settings.restoreSession = isOn; });
    return page;
}

QWidget* PreferencesDialog::makeKeys()
{
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(16, 16, 16, 8);
    m_search = new QLineEdit(page);
    m_search->setPlaceholderText(tr("Search for an action or a key"));
    m_search->setAccessibleName(tr("Search for an action or a key"));
    m_search->setClearButtonEnabled(true);
    column->addWidget(m_search);
    m_keys = new QTreeWidget(page);
    m_keys->setAccessibleName(tr("Actions and their keys"));
    m_keys->setHeaderLabels({tr("Action"), tr("Where"), tr("Keys")});
    m_keys->setRootIsDecorated(false);
    m_keys->setFrameShape(QFrame::NoFrame);
    m_keys->setUniformRowHeights(true);
    m_keys->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    column->addWidget(m_keys, 1);
    auto* row = new QHBoxLayout;
    m_edit = new QKeySequenceEdit(page);
    m_edit->setAccessibleName(tr("New key"));
    row->addWidget(m_edit, 1);
    m_assign = new QPushButton(tr("Assign"), page);
    m_assign->setAccessibleName(tr("Assign the key to the action"));
    row->addWidget(m_assign);
    m_reset = new QPushButton(tr("Default"), page);
    m_reset->setAccessibleName(tr("Give the action its default keys"));
    row->addWidget(m_reset);
    column->addLayout(row);
    m_note = new QLabel(page);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setForegroundRole(QPalette::PlaceholderText);
    column->addWidget(m_note);
    connect(m_search, &QLineEdit::textChanged, this, &PreferencesDialog::fillKeys);
    connect(m_keys, &QTreeWidget::currentItemChanged, this, &PreferencesDialog::showChosenKey);
    connect(m_edit, &QKeySequenceEdit::keySequenceChanged, this, &PreferencesDialog::showChosenKey);
    connect(m_assign, &QPushButton::clicked, this, &PreferencesDialog::setKey);
    connect(m_reset, &QPushButton::clicked, this, &PreferencesDialog::resetKey);
    fillKeys();
    return page;
}

void PreferencesDialog::fillKeys()
{
    const QString before = chosen() ? chosen()->data(0, idRole).toString() : QString();
    m_keys->clear();
    for (const ActionInfo& info : Actions::table()) {
        const QString keys = textOf(m_actions.keysOf(info.id));
        const QString text = Actions::textOf(info);
        const QString where = info.scope == ActionScope::Window ? Actions::menuTitle(info.menu).remove(QLatin1Char('&'))
                                                                : Actions::scopeTitle(info.scope);
        const QString wanted = m_search->text();
        if (!wanted.isEmpty() && !text.contains(wanted, Qt::CaseInsensitive) && !keys.contains(wanted, Qt::CaseInsensitive))
            continue;
        auto* item = new QTreeWidgetItem(m_keys, {text, where, keys});
        item->setData(0, idRole, QLatin1String(info.id));
        if (before == QLatin1String(info.id))
            m_keys->setCurrentItem(item);
    }
    m_keys->resizeColumnToContents(1);
    showChosenKey();
}

QTreeWidgetItem* PreferencesDialog::chosen() const
{
    return m_keys->currentItem();
}

void PreferencesDialog::showChosenKey()
{
    const QKeySequence key = m_edit->keySequence();
    m_reset->setEnabled(chosen() != nullptr);
    m_assign->setEnabled(chosen() != nullptr);
    if (!chosen())
        return m_note->setText(tr("Choose an action, then press its new key."));
    if (key.isEmpty())
        return m_note->setText(tr("Press a key, or assign none."));
    const QString other = m_actions.conflictOf(chosen()->data(0, idRole).toString(), key);
    m_assign->setEnabled(other.isEmpty());
    m_note->setText(other.isEmpty() ? tr("%1 is free.").arg(key.toString(QKeySequence::NativeText))
                                    : tr("%1 already means “%2” there. Give that another key first.")
                                          .arg(key.toString(QKeySequence::NativeText), other));
}

void PreferencesDialog::setKey()
{
    if (!chosen())
        return;
    const QKeySequence key = m_edit->keySequence();
    const QString text = key.toString(QKeySequence::PortableText);
    m_settings.keys[chosen()->data(0, idRole).toString()] = text.isEmpty() ? QStringList() : QStringList{text};
    emit changed(m_settings);
    m_edit->clear();
    fillKeys();
}

void PreferencesDialog::resetKey()
{
    if (!chosen())
        return;
    m_settings.keys.remove(chosen()->data(0, idRole).toString());
    emit changed(m_settings);
    fillKeys();
}

}    // namespace faultline
