import { mount } from 'svelte';
import App from './App.svelte';
import './app.css';
import { startLanguage } from './lib/i18n.svelte';
import { router } from './lib/router.svelte';
import { startTheme } from './lib/theme.svelte';

startTheme();
await startLanguage();
router.start();
const target = document.getElementById('app');
if (target) mount(App, { target });
